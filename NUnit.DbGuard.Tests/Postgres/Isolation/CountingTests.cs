using NUnit.DbGuard.Tests.Commands;
using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Postgres.Isolation;

/// <summary>Constraints on the number of statements, on PostgreSQL.</summary>
public sealed class CountingTests
{
    [TestCaseSource(typeof(CountingSituations), nameof(CountingSituations.Passing))]
    [TestCase("Each_command_of_a_batch_counts")]
    [TestCase("The_making_of_a_database_does_not_count")]
    [TestCase("A_COPY_counts_once")]
    [TestCase("A_scope_that_completes_is_told")]
    [Property("Parity", "H1, H3, H5, H7, H8, H9, H10, H12")]
    public void It_passes(string test) => GatewayRuns.AssertPassed($"Gateway.CountingTests.{test}");

    [TestCaseSource(typeof(CountingSituations), nameof(CountingSituations.Failing))]
    [Property("Parity", "H1, H2, H4")]
    public void It_fails_and_lists_what_ran(string test, string[] lines)
    {
        InnerResult result = GatewayRuns.AssertOutcome($"Gateway.CountingTests.{test}", "Failed");

        Assert.That(CountingSituations.LinesOf(result), Is.EqualTo(lines));
    }

    [Test]
    public void Of_very_many_not_all_are_listed() => CountingSituations.AssertThatNotAllAreListed(GatewayRuns.Sequential["Gateway.CountingTests.Of_very_many_not_all_are_listed"]);
}
