using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Postgres.Isolation;

/// <summary>Parallel fixtures with parallel tests on one PostgreSQL database: they take turns, and nothing mixes.</summary>
[Property("Parity", "C23")]
public sealed class ParallelTests
{
    [TestCase("Gateway.ParallelTests")]
    [TestCase("Gateway.ParallelOtherTests")]
    public void Each_test_sees_its_own_rows_only(string fixture)
    {
        InnerResult[] tests = [.. GatewayRuns.Parallel.Tests.Where(test => test.FullName.Contains(fixture + ".", StringComparison.Ordinal))];

        Assert.That(tests.Where(static test => test.Outcome != "Passed").Select(static test => $"{test.FullName}: {test.Message}"), Is.Empty);
        Assert.That(tests, Has.Length.EqualTo(30));
    }
}
