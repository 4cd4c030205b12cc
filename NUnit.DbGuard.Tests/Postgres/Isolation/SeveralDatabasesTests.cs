using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Postgres.Isolation;

/// <summary>Two databases of PostgreSQL and one of SQLite in one test: each is undone by itself.</summary>
public sealed class SeveralDatabasesTests
{
    [TestCase("Writes_to_all", "Passed")]
    [TestCase("Fails_after_writing_to_all", "Failed")]
    [TestCase("Has_an_error_in_one", "Passed")]
    [TestCase("Comes_last", "Passed")]
    [Property("Parity", "C17")]
    [Property("Parity", "C19")]
    [Property("Parity", "D18")]
    public void Each_is_back_at_its_baseline_for_the_next_test(string test, string outcome) => GatewayRuns.AssertOutcome($"Gateway.SeveralDatabasesTests.{test}", outcome);

    [Test]
    [Property("Parity", "C18")]
    public void The_loss_of_one_fails_the_test_and_no_other()
    {
        InnerResult result = GatewayRuns.AssertOutcome("Gateway.SeveralDatabasesTests.Loses_the_session_of_one", "Failed");

        Assert.That(result.Message, Does.Contain("57P01: terminating connection due to administrator command").And.Contains("DBG4003: The server session of database 'test_second' ended"));
        Assert.That(result.Message, Does.Not.Contain("test_default"));
    }

    [Test]
    public void Transactions_left_open_are_noted_for_each()
    {
        InnerResult result = GatewayRuns.AssertOutcome("Gateway.SeveralDatabasesTests.Leaves_transactions_open_in_all", "Passed");

        Assert.That(result.Output, Does.Contain("left a transaction on database 'test_default' open").And.Contains("left a transaction on database 'test_second' open"));
        Assert.That(result.Output, Does.Contain("DBG3002:").And.Contains("to database 'files' open."));
    }

    [TestCase("Ends_its_own_session_and_swallows_the_error")]
    [TestCase("Works_on_when_its_session_was_ended_from_outside")]
    public void A_test_that_loses_its_server_session_fails_whatever_it_swallows(string test)
    {
        InnerResult result = GatewayRuns.AssertOutcome($"Gateway.LostSessionTests.{test}", "Failed");

        Assert.That(result.Message, Does.StartWith(
            "NUnit.DbGuard.DatabaseIsolationException : DBG4003: The server session of database 'test_default' ended during the test, and all that the test had written is gone with it: "
            + "terminating connection due to administrator command."));
    }

    [Test]
    public void The_next_test_has_a_new_session() => GatewayRuns.AssertPassed("Gateway.LostSessionTests.Comes_after_a_test_whose_session_was_ended_when_it_was_over");
}
