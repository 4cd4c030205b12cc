namespace NUnit.DbGuard.Tests.Drivers.DapperQueries;

internal sealed class Order
{
    public long Id { get; set; }

    public decimal Total { get; set; }

    public Customer? Customer { get; set; }
}
