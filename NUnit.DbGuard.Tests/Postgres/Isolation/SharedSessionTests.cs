using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Postgres.Isolation;

/// <summary>What one shared session cannot give, by the rows of the table in <c>docs/postgres.md</c>: what is told to the user, and that nothing is where nothing is wrong.</summary>
public sealed class SharedSessionTests
{
    private const string Remedy = "[RequiresDatabase(Isolation = DatabaseIsolation.Clone)]";

    [TestCase("Sees_what_another_has_not_committed", "DBG4011: ", "it saw what was not committed yet, and no lock kept it waiting")]
    [TestCase("Takes_a_row_that_another_has_locked(\"SELECT count(*) FROM (SELECT id FROM items FOR UPDATE NOWAIT) locked\")", "DBG4011: ", "no lock kept it waiting")]
    [TestCase("Takes_a_row_that_another_has_locked(\"SELECT count(*) FROM (SELECT id FROM items FOR UPDATE SKIP LOCKED) locked\")", "DBG4011: ", "no lock kept it waiting")]
    [TestCase("Takes_a_row_that_another_has_locked(\"SET lock_timeout = '1ms'; UPDATE items SET name = name RETURNING 1\")", "DBG4011: ", "no lock kept it waiting")]
    [TestCase("Takes_the_advisory_lock_of_another_by_a_function", "DBG4013: Advisory locks were used on database 'test_default'", "By:    function 'claim', as its text says")]
    [TestCase("Asks_for_the_last_value_of_a_sequence", "DBG4010: currval() or lastval() was asked on database 'test_default'", "Statement: SELECT currval('items_id_seq')")]
    [TestCase("Sets_what_a_function_puts_together", "DBG4018: A setting may have been set on database 'test_default'", "By:    function 'enter', as its text says")]
    [TestCase("Asks_who_its_session_is(\"SELECT count(*) FROM pg_prepared_statements\")", "DBG4017: pg_prepared_statements was asked", "Statement: SELECT count(*) FROM pg_prepared_statements")]
    [TestCase("Asks_who_its_session_is(\"SELECT count(*) FROM pg_cursors\")", "DBG4017: pg_cursors was asked", "Statement: ")]
    [TestCase("Asks_who_its_session_is(\"SELECT count(*) FROM pg_listening_channels()\")", "DBG4017: pg_listening_channels() was asked", "Statement: ")]
    [TestCase("Asks_who_its_session_is(\"SELECT count(*) FROM pg_locks\")", "DBG4017: pg_locks was asked", "Statement: ")]
    [TestCase("Asks_who_its_session_is(\"SELECT count(*) FROM pg_stat_activity\")", "DBG4017: pg_stat_activity was asked", "Statement: ")]
    [TestCase("Asks_who_its_session_is(\"SELECT sum(n_tup_ins) FROM pg_stat_user_tables\")", "DBG4017: pg_stat_user_tables was asked", "Statement: ")]
    [TestCase("Asks_who_its_session_is(\"SELECT PG_BACKEND_PID()\")", "DBG4017: pg_backend_pid() was asked", "Statement: ")]
    [TestCase("Asks_who_its_session_is(\"SELECT txid_current()\")", "DBG4017: txid_current() was asked", "Statement: ")]
    [TestCase("Asks_who_its_session_is(\"SELECT pg_current_xact_id()::text::bigint\")", "DBG4017: pg_current_xact_id() was asked", "Statement: ")]
    [TestCase("Asks_who_its_session_is(\"SELECT max(age(xmin)) FROM items\")", "DBG4017: age() was asked", "Statement: ")]
    [TestCase("Asks_who_its_session_is(\"SELECT my_transaction()\")", "DBG4017: txid_current() was asked", "By:    function 'my_transaction', as its text says")]
    [TestCase("Asks_for_a_level", "DBG4007: A transaction on database 'test_default' asked for SERIALIZABLE", "READ COMMITTED")]
    [TestCase("Listens_for_what_a_trigger_notifies", "DBG4014: pg_notify() was called", "By:    function 'tell', as its text says")]
    [TestCase("Makes_a_temporary_table", "DBG4012: A temporary table was made", "give the tables names of their own")]
    [TestCase("Runs_what_cannot_be_run_in_a_transaction(\"VACUUM items\")", "DBG4016: ", "Server: VACUUM cannot run inside a transaction block")]
    [TestCase("Runs_what_cannot_be_run_in_a_transaction(\"CREATE INDEX CONCURRENTLY ON items (name)\")", "DBG4016: ", "Server: CREATE INDEX CONCURRENTLY cannot run inside a transaction block")]
    [TestCase("Runs_what_cannot_be_run_in_a_transaction(\"SELECT pg_export_snapshot()\")", "DBG4016: ", "Server: cannot export a snapshot from a subtransaction")]
    public void A_test_that_passes_is_told(string test, string note, string detail)
    {
        InnerResult result = GatewayRuns.AssertOutcome($"Gateway.SharedSessionTests.{test}", "Passed");

        Assert.That(result.Output, Does.Contain(note).And.Contains(detail).And.Contains(Remedy));
    }

    [TestCase("Rolls_back_a_transaction_in_which_another_has_committed", "DBG4002: A rollback on database 'test_default' undid more than its own work")]
    [TestCase("Works_while_constraints_of_another_are_deferred", "DBG4008: Deferred constraints on database 'test_default' cannot be told apart")]
    public void A_test_that_would_prove_nothing_fails(string test, string failure)
    {
        InnerResult result = GatewayRuns.AssertOutcome($"Gateway.SharedSessionTests.{test}", "Failed");

        Assert.That(result.Message, Does.Contain(failure).And.Contains(Remedy));
    }

    [TestCase("Compares_the_time_of_two_transactions_and_fails", "Statement: SELECT CURRENT_TIMESTAMP")]
    [TestCase("Compares_the_time_of_two_rows_and_fails", "Statement: INSERT INTO events DEFAULT VALUES")]
    public void A_test_that_fails_is_told_that_the_time_stood_still(string test, string detail)
    {
        InnerResult result = GatewayRuns.AssertOutcome($"Gateway.SharedSessionTests.{test}", "Failed");

        Assert.That(result.Output, Does.Contain("DBG4019: now() stood still on database 'test_default'").And.Contains(detail).And.Contains(Remedy));
    }

    [TestCase("Uses_the_time_in_two_transactions_and_passes")]
    [TestCase("Writes_what_a_trigger_notifies_of_and_no_one_listens")]
    [TestCase("Is_excluded_by_the_advisory_lock_of_another")]
    [TestCase("Sets_its_tenant_by_a_function")]
    [TestCase("Sets_its_tenant_by_a_statement_with_parameters")]
    [TestCase("Calls_a_function_twice_that_opens_a_cursor")]
    [TestCase("Reads_the_cursor_of_a_function_in_a_transaction")]
    [TestCase("Uses_the_descriptor_of_a_large_object_after_its_transaction")]
    [TestCase("Ends_the_session_of_another")]
    [TestCase("Drops_a_table_that_a_held_cursor_reads")]
    [TestCase("Reads_a_setting_that_nobody_has_declared")]
    [TestCase("Runs_what_cannot_be_run_in_a_transaction(\"PREPARE TRANSACTION 'two'\")")]
    public void Nothing_is_told_of_what_is_as_it_should_be_or_says_so_itself(string test)
    {
        InnerResult result = GatewayRuns.AssertOutcome($"Gateway.SharedSessionTests.{test}", "Passed");

        Assert.That(result.Output, Does.Not.Contain("DBG4"));
    }
}
