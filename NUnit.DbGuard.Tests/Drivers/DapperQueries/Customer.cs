namespace NUnit.DbGuard.Tests.Drivers.DapperQueries;

internal sealed class Customer
{
    public int Id { get; set; }

    public string Name { get; set; } = string.Empty;

    public string[] Tags { get; set; } = [];
}
