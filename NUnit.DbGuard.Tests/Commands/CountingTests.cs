using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Commands;

/// <summary>Constraints on the number of statements, on SQLite.</summary>
public sealed class CountingTests
{
    [TestCaseSource(typeof(CountingSituations), nameof(CountingSituations.Passing))]
    [TestCase("A_trigger_is_one")]
    [Property("Parity", "H1, H3, H5, H7, H8, H9, H10, H12")]
    public void It_passes(string test)
    {
        InnerResult result = InnerRun.Default[$"Sqlite.CountingTests.{test}"];

        Assert.That(result.Outcome, Is.EqualTo("Passed"), result.Message);
    }

    [TestCaseSource(typeof(CountingSituations), nameof(CountingSituations.Failing))]
    [Property("Parity", "H1, H2, H4")]
    public void It_fails_and_lists_what_ran(string test, string[] lines)
    {
        InnerResult result = InnerRun.Default[$"Sqlite.CountingTests.{test}"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(CountingSituations.LinesOf(result), Is.EqualTo(lines));
    }

    [Test]
    public void None_is_counted_in_a_test_that_is_closed_to_databases() => Assert.That(InnerRun.Default["UncountedTests.None_is_none"].Outcome, Is.EqualTo("Passed"));
}
