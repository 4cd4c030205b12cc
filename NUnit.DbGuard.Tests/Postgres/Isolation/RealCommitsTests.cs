using Npgsql;
using NUnit.DbGuard.Access;
using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Postgres.Isolation;

/// <summary>Flush and Clone: commits are real, and the next test starts from the baseline.</summary>
public sealed class RealCommitsTests
{
    private static readonly string[] s_tests =
    [
        "Commits_are_seen_from_outside", "A_rolled_back_one_starts_from_the_baseline", "Two_connections_lock_rows_against_each_other", "Serializable_transactions_conflict",
        "What_cannot_run_in_a_transaction_runs", "A_sequence_starts_from_the_baseline(1)", "A_sequence_starts_from_the_baseline(2)", "Leaves_a_transaction_open", "Prepares_a_transaction", "Uses_nothing",
        "Flushed_rows_are_put_back(1)", "Flushed_rows_are_put_back(2)", "Flushed_schema_is_given_anew(1)", "Flushed_schema_is_given_anew(2)", "Flushed_without_being_counted(1)", "Flushed_without_being_counted(2)",
        .. Enumerable.Range(1, 3).SelectMany(static number => (string[])
        [
            $"Eight_at_a_time_start_from_the_baseline_when_rolled_back({number})", $"Eight_at_a_time_start_from_the_baseline_when_committed({number})",
            $"Eight_at_a_time_start_from_the_baseline_when_flushed({number})",
        ]),
    ];

    [TestCaseSource(nameof(s_tests))]
    [Property("Parity", "D1, D13, D14")]
    public void A_test_with_real_commits_starts_from_the_baseline(string test)
    {
        GatewayRuns.AssertPassed($"Gateway.RealCommitsTests(Clone).{test}");
        GatewayRuns.AssertPassed($"Gateway.RealCommitsTests(Flush).{test}");
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void One_time_data_are_what_each_test_of_the_fixture_works_on_a_copy_of(int number) =>
        GatewayRuns.AssertPassed($"Gateway.RealCommitsSetUpTests.Starts_from_the_fixtures_data({number})");

    /// <summary>The copy that it leaves unused has the fixture's data: <see cref="A_test_with_real_commits_starts_from_the_baseline"/> would find them.</summary>
    [Test]
    public void A_test_that_does_not_use_its_copy_of_one_time_data_passes() =>
        GatewayRuns.AssertPassed("Gateway.RealCommitsSetUpTests.Asks_where_its_database_is_and_does_not_go_there");

    [Test]
    public void A_test_under_another_isolation_than_the_one_time_data_is_refused()
    {
        InnerResult result = GatewayRuns.AssertOutcome("Gateway.RealCommitsSetUpTests.Asks_for_another_isolation", "Failed");

        Assert.That(result.Message, Does.Contain($"DBG3020: The mark of '{result.FullName}' asks for Isolation = Rollback on PostgreSQL database"));
    }

    [Test]
    [Property("Parity", "D8")]
    public void A_transaction_left_open_is_noted() => Assert.That(
        GatewayRuns.AssertOutcome("Gateway.RealCommitsTests(Clone).Leaves_a_transaction_open", "Passed").Output, Does.Contain("DBG4006: "));

    [TestCase("Flushed_schema_is_given_anew(1)", "rows of pg_catalog.pg_[a-z]+ have come or changed")]
    [TestCase("Flushed_without_being_counted(1)", "it has used the setting track_counts, so the server may not have counted what was written")]
    public void What_a_flush_does_not_put_back_in_place_is_noted(string test, string reason)
    {
        InnerResult result = GatewayRuns.AssertOutcome($"Gateway.RealCommitsTests(Flush).{test}", "Passed");

        Assert.That(
            result.Output,
            Does.Match($"NUnit\\.DbGuard: database 'test_default': what '.*{System.Text.RegularExpressions.Regex.Escape(test)}' has changed is not put back in place, so the next test with Isolation = Flush begins with a fresh copy: {reason}\\."));
    }

    [Test]
    public void A_table_to_be_left_that_is_not_there_fails_the_test()
    {
        InnerResult result = GatewayRuns.AssertOutcome("Gateway.RealCommitsTests(Flush).Flushed_except_for_a_table_that_is_not_there", "Failed");

        Assert.That(
            result.Message,
            Does.Contain($"DBG3022: FlushExcept of PostgreSQL database 'test_second' names the table 'nowhere', which its baseline does not have; '{result.FullName}' is the first that would leave it as it is."));
    }

    [Test]
    public void What_a_flush_puts_back_is_not_worth_a_word() =>
        Assert.That(GatewayRuns.AssertOutcome("Gateway.RealCommitsTests(Flush).Flushed_rows_are_put_back(1)", "Passed").Output, Does.Not.Contain("NUnit.DbGuard:"));

    [Test]
    public void No_database_of_a_test_is_left()
    {
        _ = GatewayRuns.Sequential;
        using (OwnWork.Enter())
        {
            using NpgsqlConnection connection = new(GatewayRuns.To("postgres"));
            connection.Open();
            using NpgsqlCommand command = new("SELECT string_agg(datname, ', ') FROM pg_database WHERE datname ~ '_c[0-9]+$' OR datname ~ '^dbguard_new_'", connection);

            Assert.That(command.ExecuteScalar(), Is.EqualTo(DBNull.Value));
        }
    }
}
