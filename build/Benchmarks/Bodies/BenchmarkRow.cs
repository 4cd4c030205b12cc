namespace NUnit.DbGuard.Benchmarks.Bodies;

/// <summary>A row of the table that the tests write to.</summary>
internal sealed class BenchmarkRow
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public int Amount { get; set; }
}
