using System.Diagnostics;

namespace NUnit.DbGuard.Benchmarks.Bodies;

/// <summary>A suite for a real NUnit run: each test notes when its body starts.</summary>
[TestFixture]
public sealed class RealSuiteTests
{
    private static readonly List<long> s_cycles = [];
    private static long s_last;
    private static long s_tidying;

    /// <summary>The time from one body's start to the next one's, NUnit's own work included, an unguarded test's tidying left out.</summary>
    internal static IReadOnlyList<long> Cycles => s_cycles;

    internal static int Count { get; set; } = 1;

    internal static Place Place { get; set; } = Place.Configured;

    internal static IEnumerable<int> Numbers => Enumerable.Range(1, Count);

    [Test]
    [RequiresDatabase("tables50")]
    [TestCaseSource(nameof(Numbers))]
    public void A_test_that_inserts_and_counts(int number)
    {
        long start = Stopwatch.GetTimestamp();
        if (number > 1)
        {
            s_cycles.Add(start - s_last - s_tidying);
        }

        s_last = start;
        string connectionString = Place.ConnectionStringOf("tables50");
        TestBodies.InsertAndCount(connectionString);
        long end = Stopwatch.GetTimestamp();
        if (Place != Place.Configured)
        {
            TestBodies.Tidy(connectionString);
        }

        s_tidying = Stopwatch.GetTimestamp() - end;
    }
}
