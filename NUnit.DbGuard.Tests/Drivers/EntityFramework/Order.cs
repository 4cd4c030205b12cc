namespace NUnit.DbGuard.Tests.Drivers.EntityFramework;

public sealed class Order
{
    public long Id { get; set; }

    public int CustomerId { get; set; }

    public decimal Total { get; set; }

    public Customer? Customer { get; set; }
}
