namespace NUnit.DbGuard.Tests.Postgres.Isolation;

/// <summary>What code under test may do on PostgreSQL as if the database were its own: transactions, connections, threads. Each runs twice, so that each finds what it left.</summary>
public sealed class WorkTests
{
    private static readonly int[] s_rounds = [1, 2];

    [TestCase("A_commit_is_seen_by_other_connections_and_a_rollback_is_not")]
    [TestCase("An_asynchronous_transaction_commits_and_rolls_back")]
    [TestCase("A_TransactionScope_that_is_completed_is_kept_and_one_that_is_not_is_undone")]
    [TestCase("An_asynchronous_TransactionScope_works_over_awaits")]
    [TestCase("Savepoints_nest_within_a_transaction")]
    [TestCase("The_words_BEGIN_COMMIT_and_ROLLBACK_are_understood")]
    [Property("Parity", "C3")]
    [Property("Parity", "C4")]
    [Property("Parity", "C10")]
    [Property("Parity", "C11")]
    public void Transactions_of_the_tests_own_commit_and_roll_back(string test) => AssertPassed("TransactionsTests", test);

    [TestCase("An_error_outside_of_a_transaction_spoils_nothing")]
    [TestCase("An_error_within_a_transaction_fails_that_one_only")]
    [Property("Parity", "C5")]
    public void An_error_spoils_its_own_transaction_only(string test) => AssertPassed("TransactionsTests", test);

    [TestCase("The_first_transaction_is_the_outermost_for_the_code_under_test")]
    [Property("Parity", "C6")]
    public void The_tests_own_transaction_is_not_seen(string test) => AssertPassed("TransactionsTests", test);

    [TestCase("A_deferred_violation_appears_at_the_commit_that_caused_it")]
    [TestCase("A_deferred_violation_in_a_transaction_that_fails_is_not_looked_for")]
    [Property("Parity", "C12")]
    [Property("Parity", "C13")]
    [Property("Parity", "C14")]
    [Property("Parity", "D9")]
    public void Deferred_constraints_are_checked_at_each_commit(string test) => AssertPassed("TransactionsTests", test);

    [TestCase("Tasks_see_what_the_test_wrote_and_the_test_what_they_wrote")]
    [TestCase("Threads_see_what_the_test_wrote_and_the_test_what_they_wrote")]
    [TestCase("Parallel_transactions_on_many_connections_come_one_after_the_other")]
    [TestCase("Contexts_raw_commands_and_copied_rows_are_one_tests")]
    [TestCase("An_open_reader_does_not_keep_others_waiting")]
    [Property("Parity", "C9")]
    [Property("Parity", "C11")]
    [Property("Parity", "C23")]
    public void All_connections_are_part_of_the_test(string test) => AssertPassed("ConnectionsTests", test);

    [TestCase("Connections_are_closed_and_opened_again_as_often_as_one_likes")]
    [TestCase("A_connection_that_an_earlier_test_left_open_belongs_to_this_one")]
    [TestCase("Settings_and_temporary_tables_of_a_pooled_connection_do_not_reach_the_next_test")]
    [Property("Parity", "C7")]
    [Property("Parity", "C8")]
    public void Connections_come_and_go_without_the_tests_data(string test) => AssertPassed("ConnectionsTests", test);

    [TestCase("Takes_two_ids")]
    [TestCase("Goes_on_where_the_last_test_was")]
    [TestCase("Starts_from_the_baseline")]
    [TestCase("Starts_from_the_baseline_again")]
    [TestCase("Goes_on_behind_those")]
    [Property("Parity", "C16")]
    public void Sequences_grow_unless_a_mark_resets_them(string test) => GatewayRuns.AssertPassed($"Gateway.SequencesTests.{test}");

    [TestCase("Looks_what_was_sent_last")]
    [TestCase("Looks_whether_anything_was_sent")]
    [TestCase("Uses_the_database_again")]
    [Property("Parity", "C1")]
    public void A_test_that_never_uses_the_database_sends_nothing(string test) => GatewayRuns.AssertPassed($"Gateway.UntouchedTests.{test}");

    private static void AssertPassed(string fixture, string test)
    {
        foreach (int round in s_rounds)
        {
            GatewayRuns.AssertPassed($"Gateway.{fixture}({round}).{test}");
        }
    }
}
