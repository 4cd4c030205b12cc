using System.Data;
using Npgsql;

namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway;

/// <summary>Code that does what one shared session cannot give. Each asserts what it gets, and the guard says the rest.</summary>
[RequiresDatabase]
[Category("Separate")]
public sealed class SharedSessionTests
{
    private NpgsqlConnection _one = null!;
    private NpgsqlConnection _other = null!;

    [SetUp]
    public void Open()
    {
        Assert.That(Rows.Names(), Is.EqualTo(new[] { Rows.Seeded }), "the baseline");
        _one = Rows.Open();
        _other = Rows.Open();
    }

    [TearDown]
    public void Close()
    {
        _one.Dispose();
        _other.Dispose();
    }

    [Test]
    public void Rolls_back_a_transaction_in_which_another_has_committed()
    {
        using NpgsqlTransaction transaction = _one.BeginTransaction();
        _one.Add("outer");
        _other.Add("inner");
        transaction.Rollback();
    }

    [Test]
    public void Sees_what_another_has_not_committed()
    {
        using NpgsqlTransaction transaction = _one.BeginTransaction();
        _one.Add("not committed");

        Assert.That(_other.Count(), Is.EqualTo(2));
        transaction.Commit();
    }

    [TestCase("SELECT count(*) FROM (SELECT id FROM items FOR UPDATE NOWAIT) locked")]
    [TestCase("SELECT count(*) FROM (SELECT id FROM items FOR UPDATE SKIP LOCKED) locked")]
    [TestCase("SET lock_timeout = '1ms'; UPDATE items SET name = name RETURNING 1")]
    public void Takes_a_row_that_another_has_locked(string sql)
    {
        using NpgsqlTransaction transaction = _one.BeginTransaction();
        _one.Execute("SELECT id FROM items FOR UPDATE");

        Assert.That(_other.Number(sql), Is.EqualTo(1));
        transaction.Commit();
    }

    [Test]
    public void Is_excluded_by_the_advisory_lock_of_another()
    {
        Assert.That(_one.Scalar("SELECT pg_try_advisory_lock(7)"), Is.True);
        Assert.That(_other.Scalar("SELECT pg_try_advisory_lock(7)"), Is.False);
    }

    [Test]
    public void Takes_the_advisory_lock_of_another_by_a_function()
    {
        Assert.That(_one.Scalar("SELECT claim()"), Is.True);
        Assert.That(_other.Scalar("SELECT claim()"), Is.True);
    }

    [Test]
    public void Asks_for_the_last_value_of_a_sequence()
    {
        long given = _one.Number("SELECT nextval('items_id_seq')");

        Assert.That(_other.Number("SELECT currval('items_id_seq')"), Is.EqualTo(given));
    }

    [Test]
    public void Drops_a_table_that_a_held_cursor_reads()
    {
        _one.Execute("CREATE TABLE read_later (id integer)");
        _one.Execute("DECLARE later CURSOR WITH HOLD FOR SELECT id FROM read_later");

        Assert.That(Rows.StateOf(() => _other.Execute("DROP TABLE read_later")), Is.EqualTo(PostgresErrorCodes.ObjectInUse));
        _one.Execute("CLOSE later");
        _other.Execute("DROP TABLE read_later");
    }

    [Test]
    public void Sets_its_tenant_by_a_function()
    {
        _one.Execute("SELECT enter_tenant('seven')");
        _other.Execute("SELECT enter_tenant('eight')");

        Assert.That(_one.Scalar("SELECT current_setting('app.tenant')"), Is.EqualTo("seven"));
        Assert.That(_other.Scalar("SELECT current_setting('app.tenant')"), Is.EqualTo("eight"));
    }

    [Test]
    public void Sets_its_tenant_by_a_statement_with_parameters()
    {
        using NpgsqlCommand command = new("SELECT set_config($1, $2, $3)", _one) { Parameters = { new() { Value = "app.tenant" }, new() { Value = "seven" }, new() { Value = false } } };
        _ = command.ExecuteScalar();

        Assert.That(_other.Scalar("SELECT current_setting('app.tenant', true)"), Is.EqualTo(string.Empty).Or.EqualTo(DBNull.Value));
        Assert.That(_one.Scalar("SELECT current_setting('app.tenant')"), Is.EqualTo("seven"));
    }

    [Test]
    public void Sets_what_a_function_puts_together()
    {
        _one.Execute("SELECT enter('tenant', 'seven')");

        Assert.That(_other.Scalar("SELECT current_setting('app.tenant')"), Is.EqualTo("seven"));
    }

    [Test]
    public void Reads_a_setting_that_nobody_has_declared()
    {
        _one.Execute("SET app.once = 'set'");

        Assert.That(_other.Scalar("SELECT current_setting('app.once', true)"), Is.EqualTo(string.Empty));
    }

    [TestCase("SELECT count(*) FROM pg_prepared_statements")]
    [TestCase("SELECT count(*) FROM pg_cursors")]
    [TestCase("SELECT count(*) FROM pg_listening_channels()")]
    [TestCase("SELECT count(*) FROM pg_locks")]
    [TestCase("SELECT count(*) FROM pg_stat_activity")]
    [TestCase("SELECT sum(n_tup_ins) FROM pg_stat_user_tables")]
    [TestCase("SELECT PG_BACKEND_PID()")]
    [TestCase("SELECT txid_current()")]
    [TestCase("SELECT pg_current_xact_id()::text::bigint")]
    [TestCase("SELECT max(age(xmin)) FROM items")]
    [TestCase("SELECT my_transaction()")]
    public void Asks_who_its_session_is(string sql) => Assert.That(_one.Number(sql), Is.GreaterThanOrEqualTo(0));

    [Test]
    public void Asks_for_a_level()
    {
        using NpgsqlTransaction transaction = _one.BeginTransaction(IsolationLevel.Serializable);
        _one.Add("at no such level");
        transaction.Commit();
    }

    [Test]
    public void Compares_the_time_of_two_transactions_and_fails()
    {
        object first = _one.Scalar("SELECT now()");
        object second = _one.Scalar("SELECT CURRENT_TIMESTAMP");

        Assert.That(second, Is.GreaterThan(first));
    }

    [Test]
    public void Compares_the_time_of_two_rows_and_fails()
    {
        _one.Execute("INSERT INTO events DEFAULT VALUES");
        _one.Execute("INSERT INTO events DEFAULT VALUES");

        Assert.That(_one.Number("SELECT count(DISTINCT at) FROM events"), Is.EqualTo(2));
    }

    [Test]
    public void Uses_the_time_in_two_transactions_and_passes()
    {
        _one.Execute("UPDATE items SET name = name WHERE now() IS NOT NULL");
        _one.Execute("INSERT INTO events DEFAULT VALUES");

        Assert.That(_one.Number("SELECT count(*) FROM events WHERE at <= now()"), Is.EqualTo(1));
    }

    [Test]
    public void Listens_for_what_a_trigger_notifies()
    {
        int received = 0;
        _other.Notification += (_, _) => received++;
        _other.Execute("LISTEN events");
        _one.Execute("INSERT INTO events DEFAULT VALUES");
        _one.Execute("NOTIFY events");
        _other.Wait(TimeSpan.FromSeconds(30));

        Assert.That(received, Is.EqualTo(1), "that of the trigger is not there");
    }

    [Test]
    public void Writes_what_a_trigger_notifies_of_and_no_one_listens() => _one.Execute("INSERT INTO events DEFAULT VALUES");

    [Test]
    public void Makes_a_temporary_table()
    {
        _one.Execute("CREATE TEMPORARY TABLE mine (id integer)");

        Assert.That(_other.Number("SELECT count(*) FROM mine"), Is.Zero);
    }

    [TestCase("VACUUM items")]
    [TestCase("CREATE INDEX CONCURRENTLY ON items (name)")]
    [TestCase("SELECT pg_export_snapshot()")]
    [TestCase("PREPARE TRANSACTION 'two'")]
    public void Runs_what_cannot_be_run_in_a_transaction(string sql)
    {
        using NpgsqlTransaction? transaction = sql.StartsWith("PREPARE", StringComparison.Ordinal) ? _one.BeginTransaction() : null;
        PostgresException refusal = Assert.Throws<PostgresException>(() => _one.Execute(sql))!;

        Assert.That(refusal.Hint ?? refusal.MessageText, Does.Contain("[RequiresDatabase(Isolation = DatabaseIsolation.Clone)]"));
    }

    [Test]
    public void Works_while_constraints_of_another_are_deferred()
    {
        using NpgsqlTransaction transaction = _one.BeginTransaction();
        _one.Execute("INSERT INTO parts (id, item_id) VALUES (1, 1000)");
        _ = Rows.StateOf(() => _other.Add("inner"));
        _one.Execute("DELETE FROM parts");
        transaction.Commit();
    }

    [Test]
    public void Calls_a_function_twice_that_opens_a_cursor()
    {
        _one.Execute("SELECT open_items()");
        _one.Execute("SELECT open_items()");

        Assert.That(Rows.StateOf(() => _one.Execute("FETCH shown")), Is.EqualTo(PostgresErrorCodes.InvalidCursorName));
    }

    [Test]
    public void Reads_the_cursor_of_a_function_in_a_transaction()
    {
        using NpgsqlTransaction transaction = _one.BeginTransaction();
        _one.Execute("SELECT open_items()");

        Assert.That(_one.Scalar("FETCH shown"), Is.EqualTo(Rows.Seeded));
        transaction.Commit();
    }

    [Test]
    public void Uses_the_descriptor_of_a_large_object_after_its_transaction()
    {
        long descriptor = _one.Number("SELECT lo_open(lo_create(0), 131072)");

        Assert.That(Rows.StateOf(() => _one.Execute($"SELECT lowrite({descriptor}, 'lost')")), Is.EqualTo(PostgresErrorCodes.UndefinedObject));
    }

    [Test]
    public void Ends_the_session_of_another()
    {
        Assert.That(_one.Scalar($"SELECT pg_terminate_backend({_other.ProcessID})"), Is.True);

        Assert.That(() => _other.Count(), Throws.InstanceOf<NpgsqlException>(), "the error, or a broken pipe, as of a server");
        Assert.That(_one.Count(), Is.EqualTo(1));
    }
}
