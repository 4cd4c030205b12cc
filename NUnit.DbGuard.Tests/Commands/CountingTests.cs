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
    public void Of_very_many_not_all_are_listed() => CountingSituations.AssertThatNotAllAreListed(InnerRun.Default["Sqlite.CountingTests.Of_very_many_not_all_are_listed"]);

    [Test]
    public void One_database_is_named_in_a_test_that_is_closed_to_databases() =>
        Assert.That(InnerRun.Default["UncountedTests.None_is_none_on_one_database"].Outcome, Is.EqualTo("Passed"), InnerRun.Default["UncountedTests.None_is_none_on_one_database"].Message);

    [Test]
    public void Hosts_are_counted_in_a_test_only() =>
        Assert.That(InnerRun.Default["UncountedTests.Hosts_are_not_counted_in_one_time_set_up"].Outcome, Is.EqualTo("Passed"), InnerRun.Default["UncountedTests.Hosts_are_not_counted_in_one_time_set_up"].Message);

    [Test]
    public void None_is_counted_in_a_test_that_is_closed_to_databases() => Assert.That(InnerRun.Default["UncountedTests.None_is_none"].Outcome, Is.EqualTo("Passed"));
}
