using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Postgres.Isolation;

/// <summary>However a test on PostgreSQL ends: its own result stays what it was, and the next test, which looks in its set-up, finds the baseline.</summary>
[Property("Parity", "C2")]
public sealed class EndingsTests
{
    private const string Error = "Npgsql.PostgresException : ";

    [TestCase("Passes", "Passed", "")]
    [TestCase("Fails", "Failed", "a failed assertion")]
    [TestCase("Throws", "Failed", "System.InvalidOperationException : thrown")]
    [TestCase("Ignores_itself", "Skipped", "not today")]
    [TestCase("Is_inconclusive", "Inconclusive", "nothing can be said")]
    [TestCase("Breaks_in_set_up", "Failed", "SetUp : System.InvalidOperationException : broken set-up")]
    [TestCase("Breaks_in_tear_down", "Failed", "TearDown : System.InvalidOperationException : broken tear-down")]
    [TestCase("Is_inconclusive_in_set_up", "Inconclusive", "SetUp : inconclusive set-up")]
    [TestCase("Ignores_itself_in_set_up", "Skipped", "SetUp : not today, says set-up")]
    [TestCase("Passes_at_once", "Passed", "passed at once")]
    [TestCase("Warns", "Warning", "a warning")]
    [TestCase("Is_cancelled", "Failed", "Test exceeded CancelAfter value of 300ms")]
    [TestCase("Is_ignored", "Skipped", "never run")]
    [Property("Parity", "C22")]
    public void The_result_is_the_tests_own(string test, string outcome, string message)
    {
        InnerResult result = GatewayRuns.AssertOutcome($"Gateway.EndingsTests.{test}", outcome);

        Assert.That(result.Message.Trim(), Is.EqualTo(message));
    }

    [TestCase("Times_out_in_a_command", "Npgsql.NpgsqlException : Exception while reading from stream")]
    [TestCase("Fails_in_a_transaction", Error + "23505: duplicate key value violates unique constraint \"items_name_key\"")]
    public void An_error_of_the_driver_is_the_tests_failure_and_the_only_one(string test, string message)
    {
        InnerResult result = GatewayRuns.AssertOutcome($"Gateway.EndingsTests.{test}", "Failed");

        Assert.That(result.Message, Does.StartWith(message).And.Not.Contains("DBG"));
    }

    [Test]
    public void All_failures_of_one_multiple_assertion_are_reported() =>
        Assert.That(GatewayRuns.AssertOutcome("Gateway.EndingsTests.Fails_twice_in_one_assertion", "Failed").Message, Does.Contain("But was:  2").And.Contains("But was:  3"));

    [Test]
    public void A_transaction_left_open_is_rolled_back_and_noted()
    {
        InnerResult result = GatewayRuns.AssertOutcome("Gateway.EndingsTests.Leaves_a_transaction_open", "Passed");

        Assert.That(result.Output, Does.Contain($"DBG4006: '{result.FullName}' left a transaction on database 'test_default' open. It was rolled back."));
        Assert.That(result.Output, Does.Contain("Client: client "));
    }

    [Test]
    [Property("Parity", "C8")]
    public void The_connection_of_a_lost_transaction_works_again_after_its_rollback() => GatewayRuns.AssertPassed("Gateway.EndingsTests.Uses_the_connection_of_the_open_transaction");

    [TestCase("Leaves_a_connection_and_a_reader_open")]
    [TestCase("Changes_the_schema")]
    [TestCase("Comes_last")]
    public void Nothing_of_it_reaches_the_next_test(string test) => GatewayRuns.AssertPassed($"Gateway.EndingsTests.{test}");

    [TestCase("Case(1)")]
    [TestCase("Case(2)")]
    [TestCase("Case_of_a_source(1)")]
    [TestCase("Case_of_a_source(3)")]
    [TestCase("Case_of_values(1,True)")]
    [TestCase("Case_of_values(2,False)")]
    [TestCase("Theory(True)")]
    [TestCase("Theory(False)")]
    [TestCase("Limited")]
    [TestCase("Measured")]
    public void Each_kind_of_test_starts_from_the_baseline(string test) => GatewayRuns.AssertPassed($"Gateway.KindsTests.{test}");

    [TestCase("Repeated", "repetition 3 done")]
    [TestCase("Retried", "try 3 found the baseline")]
    [Property("Parity", "D17")]
    public void Each_repetition_and_each_retry_starts_from_the_baseline(string test, string output) =>
        Assert.That(GatewayRuns.AssertOutcome($"Gateway.KindsTests.{test}", "Passed").Output, Does.Contain(output));

    [TestCase("First")]
    [TestCase("Second")]
    [TestCase("Constructor_is_closed")]
    [Property("Parity", "A11")]
    public void A_fixture_made_for_each_test_is_disposed_with_access_and_before_the_rollback(string test) => GatewayRuns.AssertPassed($"Gateway.FixturePerTestTests.{test}");
}
