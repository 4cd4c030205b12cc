using System.Runtime.Versioning;
using NUnit.DbGuard.Postgres.Protocol;
using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

namespace NUnit.DbGuard.Tests.Postgres.Flushing;

/// <summary>One thing at a time that a test may commit: put back in place where only rows and sequences were touched, else by a new copy, and never left.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class FlushedDatabaseTests
{
    private FlushBench _bench = null!;

    [OneTimeSetUp]
    public void Start() => _bench = new(settings: new Dictionary<string, string> { ["max_prepared_transactions"] = "2" });

    [OneTimeTearDown]
    public void Stop() => _bench?.Dispose();

    [TestCase("INSERT INTO empty (value) VALUES ('a'), ('b')", TestName = "Rows_of_an_empty_table_are_deleted")]
    [TestCase("INSERT INTO author (name) VALUES ('new'); UPDATE author SET name = 'x' WHERE id = 1; DELETE FROM author WHERE id = 3", TestName = "What_a_trigger_has_written_is_put_back")]
    [TestCase("DELETE FROM author", TestName = "What_a_cascade_has_deleted_is_put_back")]
    [TestCase("DELETE FROM review; UPDATE author SET favourite = NULL; UPDATE book SET id = id + 100", TestName = "What_a_cascade_has_updated_is_put_back")]
    [TestCase("UPDATE author SET favourite = NULL; DELETE FROM book", TestName = "Tables_that_refer_to_each_other_are_put_back")]
    [TestCase("UPDATE node SET parent = NULL; DELETE FROM node", TestName = "A_table_that_refers_to_itself_is_put_back")]
    [TestCase("UPDATE slot SET position = 4 - position; DELETE FROM slot WHERE id = 2", TestName = "A_table_with_a_deferred_constraint_is_put_back")]
    [TestCase("UPDATE review SET stars = 1; DELETE FROM review WHERE ctid = (SELECT min(ctid) FROM review)", TestName = "A_table_without_a_key_is_put_back")]
    [TestCase("UPDATE wide SET k = 'new'; DELETE FROM wide WHERE a", TestName = "Values_of_many_types_are_put_back")]
    [TestCase("UPDATE kept_text SET long = 'short' WHERE id = 1; DELETE FROM kept_text WHERE id = 2; INSERT INTO kept_text SELECT 9, repeat('x', 100000)", TestName = "Values_kept_apart_are_put_back")]
    [TestCase("DELETE FROM scratch; INSERT INTO scratch VALUES (9, 'new')", TestName = "An_unlogged_table_is_put_back")]
    [TestCase("UPDATE animal SET name = 'renamed'; DELETE FROM ONLY animal", TestName = "A_table_and_the_one_that_inherits_are_put_back")]
    [TestCase("UPDATE event SET at = at + 365; INSERT INTO event VALUES ('2025-07-07', 'more')", TestName = "Rows_that_moved_between_partitions_are_put_back")]
    [TestCase("UPDATE secret SET owner = 'they'; DELETE FROM secret WHERE id = 1", TestName = "A_table_with_row_level_security_is_put_back")]
    [TestCase("INSERT INTO ruled VALUES (9); UPDATE ruled SET id = id + 1", TestName = "A_table_with_rules_is_put_back")]
    [TestCase("UPDATE dropped_column SET c = 'new'; INSERT INTO dropped_column VALUES (5, 'five')", TestName = "A_table_that_has_lost_a_column_is_put_back")]
    [TestCase("DELETE FROM \"Other Schema\".\"Odd \"\"Table\"", TestName = "A_table_of_another_schema_is_put_back")]
    [TestCase("SELECT nextval('counter'), setval('\"Other Schema\".stepping', 7)", TestName = "Sequences_are_put_back")]
    [TestCase("SELECT nextval('restarted')", TestName = "A_sequence_that_has_given_out_nothing_is_put_back")]
    [TestCase("SELECT setval('restarted', 7, false)", TestName = "A_sequence_that_was_only_set_is_put_back")]
    [TestCase("INSERT INTO empty (value) VALUES ('a'); DELETE FROM empty; UPDATE author SET name = name", TestName = "What_has_been_undone_by_the_test_is_put_back")]
    [TestCase("CREATE TEMP TABLE t (id serial PRIMARY KEY, v text); INSERT INTO t (v) SELECT repeat('v', 5000); INSERT INTO empty (value) VALUES ('a')", TestName = "A_temporary_table_is_no_change")]
    [TestCase("INSERT INTO empty (value) VALUES ('a'); ANALYZE", TestName = "The_planners_statistics_are_no_change")]
    [TestCase("SELECT lo_unlink(lo_from_bytea(0, 'large'))", TestName = "A_large_object_that_is_gone_again_is_no_change")]
    [Property("Parity", "D3, D4, D5, D10")]
    public void Touched_rows_and_sequences_are_put_back_in_place(string sql)
    {
        for (int round = 0; round < 2; round++)
        {
            string? obstacle = _bench.Play(sql);

            Assert.That(obstacle, Is.Null);
            Assert.That(_bench.Dump(), Is.EqualTo(_bench.Baseline));
        }
    }

    [TestCase("CREATE TABLE made (id int)", "rows of pg_catalog.pg_attribute have come or changed")]
    [TestCase("DROP TABLE review", "rows of pg_catalog.pg_attribute have gone")]
    [TestCase("ALTER TABLE review ALTER stars SET DEFAULT 3", "rows of pg_catalog.pg_attrdef have come or changed")]
    [TestCase("TRUNCATE review", "rows of pg_catalog.pg_class have come or changed")]
    [TestCase("ALTER SEQUENCE counter INCREMENT 7", "rows of pg_catalog.pg_class have come or changed")]
    [TestCase("COMMENT ON TABLE book IS 'commented'", "rows of pg_catalog.pg_description have come or changed")]
    [TestCase("ALTER TABLE book DISABLE TRIGGER ALL", "rows of pg_catalog.pg_trigger have come or changed")]
    [TestCase("SELECT lo_from_bytea(0, 'large')", "rows of pg_catalog.pg_largeobject have come or changed")]
    [TestCase("REFRESH MATERIALIZED VIEW CONCURRENTLY books_of; UPDATE book SET author_id = 2; REFRESH MATERIALIZED VIEW CONCURRENTLY books_of", "public.books_of is a materialized view")]
    [TestCase("UPDATE watched SET id = 5", "public.watched has a trigger that is enabled always")]
    [TestCase("SELECT pg_stat_reset()", "the server's statistics were reset, or settings of the database itself were changed")]
    [TestCase("DELETE FROM node; SELECT pg_stat_reset_single_table_counters('node'::regclass)", "the server's statistics were reset, or settings of the database itself were changed")]
    public void What_is_more_than_rows_and_sequences_takes_a_new_copy(string sql, string reason)
    {
        string? obstacle = _bench.Play(sql.Split("; "));

        Assert.That(obstacle, Is.EqualTo(reason));
        Assert.That(_bench.Dump(), Is.EqualTo(_bench.Baseline));
    }

    [Test]
    [Property("Parity", "D6")]
    public void Rows_that_come_back_in_each_others_places_are_put_back()
    {
        const string first = "DELETE FROM review WHERE ctid = (SELECT min(ctid) FROM review)";
        Assert.That(_bench.Play(first), Is.Null);
        Assert.That(_bench.Play("VACUUM review", first), Is.Null);

        Assert.That(_bench.Play("DELETE FROM review", "VACUUM review"), Is.Null);

        Assert.That(_bench.Dump(), Is.EqualTo(_bench.Baseline));
    }

    [Test]
    [Property("Security", "S16")]
    public void No_name_is_taken_for_SQL()
    {
        const string Schema = """
            CREATE TABLE victim (id int);
            CREATE SCHEMA "a""; DROP TABLE public.victim; --";
            CREATE TABLE "a""; DROP TABLE public.victim; --"."b'; DROP TABLE public.victim; --" (id serial PRIMARY KEY, "c"", $$; DROP TABLE public.victim; --" text);
            INSERT INTO "a""; DROP TABLE public.victim; --"."b'; DROP TABLE public.victim; --" VALUES (DEFAULT, 'one');
            """;
        using FlushBench bench = new(Schema);

        string? obstacle = bench.Play(
            "DELETE FROM \"a\"\"; DROP TABLE public.victim; --\".\"b'; DROP TABLE public.victim; --\"",
            "INSERT INTO \"a\"\"; DROP TABLE public.victim; --\".\"b'; DROP TABLE public.victim; --\" VALUES (DEFAULT, 'two')",
            "INSERT INTO victim VALUES (1)");

        Assert.That(obstacle, Is.Null);
        Assert.That(bench.Dump(), Is.EqualTo(bench.Baseline));
    }

    [Test]
    public void A_setting_of_the_database_takes_a_new_copy()
    {
        string? obstacle = _bench.Play("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = 65', current_database()); END $$");

        Assert.That(obstacle, Does.StartWith("the server's statistics were reset, or settings of the database"));
        Assert.That(_bench.Play("INSERT INTO empty (value) VALUES ('a')"), Is.Null);
    }

    [Test]
    public void A_prepared_transaction_takes_a_new_copy()
    {
        _ = _bench.Begin();
        using WireClient client = _bench.Client();
        client.Ask("BEGIN; INSERT INTO empty (value) VALUES ('prepared')");
        client.Ask("PREPARE TRANSACTION 'left'");
        client.Ask("COMMIT PREPARED 'left'");
        client.Ask("BEGIN; INSERT INTO empty (value) VALUES ('prepared')");
        client.Ask("PREPARE TRANSACTION 'left'");

        string? obstacle = _bench.Look();

        Assert.That(obstacle, Is.EqualTo("a transaction was prepared and left"));
        _ = _bench.Begin();
        client.Ask("ROLLBACK PREPARED 'left'");
        Assert.That(_bench.End(), Is.Null, "it is gone");
        Assert.That(_bench.Dump(), Is.EqualTo(_bench.Baseline));
    }

    [Test]
    public void One_that_is_connected_past_the_gateway_is_named()
    {
        using WireClient stranger = _bench.Stranger();
        stranger.Ask("SET application_name = 'a stranger'");

        string? obstacle = _bench.Play("INSERT INTO empty (value) VALUES ('a')");

        Assert.That(obstacle, Does.Match("^connected past the gateway: session [0-9]+, 'a stranger', idle, last statement: SET application_name = 'a stranger'$"));
    }

    [Test]
    public void One_is_named_also_where_a_parked_session_has_gone()
    {
        _ = _bench.Begin();
        using WireClient client = _bench.Client();
        string process = client.Ask("SELECT pg_backend_pid()").Single();
        Assert.That(_bench.End(), Is.Null);
        using WireClient stranger = _bench.Stranger();
        stranger.Ask($"SELECT pg_terminate_backend({process}, 5000)");

        string? obstacle = _bench.Play("INSERT INTO empty (value) VALUES ('a')");

        Assert.That(obstacle, Does.StartWith("connected past the gateway: session "));
    }

    [Test]
    public void What_one_that_has_gone_has_written_past_the_gateway_is_put_back()
    {
        _ = _bench.Begin();
        using (WireClient stranger = _bench.Stranger())
        {
            stranger.Ask("INSERT INTO empty (value) VALUES ('past')");
        }

        Assert.That(_bench.End(), Is.Null);

        Assert.That(_bench.Dump(), Is.EqualTo(_bench.Baseline));
    }

    [Test]
    public void A_transaction_that_is_left_open_is_rolled_back()
    {
        _ = _bench.Begin();
        using WireClient client = _bench.Client();
        client.Ask("INSERT INTO empty (value) VALUES ('committed')");
        client.Ask("BEGIN; DELETE FROM node; SELECT pg_advisory_lock(1)");

        Assert.That(_bench.End(), Is.Null);

        Assert.That(_bench.Dump(), Is.EqualTo(_bench.Baseline));
    }

    [Test]
    public void Work_that_is_cut_off_is_put_back()
    {
        _ = _bench.Begin();
        using WireClient client = _bench.Client();
        client.Ask("INSERT INTO empty (value) VALUES ('committed')");
        client.Send([Frontend.Query("DO $$ BEGIN FOR i IN 1..1000 LOOP INSERT INTO empty (value) VALUES ('more'); COMMIT; PERFORM pg_sleep(0.05); END LOOP; END $$")]);
        Assert.That(() => client.Socket.Available, Is.Zero);

        Assert.That(_bench.End(), Is.Null);

        Assert.That(_bench.Dump(), Is.EqualTo(_bench.Baseline));
    }

    [Test]
    public void A_client_keeps_its_session_on_the_server_and_nothing_that_was_in_it()
    {
        _ = _bench.Begin();
        using WireClient client = _bench.Client();
        string process = client.Ask("SELECT pg_backend_pid()").Single();
        client.Ask("SET work_mem = '77kB'; SET ROLE pg_read_all_data; CREATE TEMP TABLE t (id int); LISTEN news; SELECT pg_advisory_lock(5)");
        client.Send([Frontend.Parse("SELECT 'prepared'", "kept"), Frontend.Sync()]);
        Read(client);
        Assert.That(_bench.End(), Is.Null);
        Assert.That(_bench.Parked, Has.Member(int.Parse(process, System.Globalization.CultureInfo.InvariantCulture)));

        _ = _bench.Begin();

        Assert.That(client.Ask("SELECT pg_backend_pid()").Single(), Is.EqualTo(process));
        Assert.That(client.Ask("SELECT concat_ws(' ', current_setting('work_mem'), current_user = session_user, to_regclass('t'), (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'))").Single(), Is.EqualTo("4MB t 0"));
        client.Send([Frontend.BindTo("kept", string.Empty), Frontend.Execute(), Frontend.Sync()]);
        Assert.That(Read(client), Has.Member("prepared"));
        Assert.That(_bench.End(), Is.Null);
    }

    [Test]
    public void A_session_that_the_server_has_ended_between_two_tests_is_opened_anew()
    {
        _ = _bench.Begin();
        using WireClient client = _bench.Client();
        string process = client.Ask("SELECT pg_backend_pid()").Single();
        Assert.That(_bench.End(), Is.Null);
        using (WireClient stranger = _bench.Stranger())
        {
            stranger.Ask($"SELECT pg_terminate_backend({process}, 5000)");
        }

        _ = _bench.Begin();

        Assert.That(client.Ask("SELECT pg_backend_pid()").Single(), Is.Not.EqualTo(process));
        Assert.That(_bench.End(), Is.Null);
    }

    private static List<string> Read(WireClient client)
    {
        List<string> values = [];
        while (client.Awaited > 0)
        {
            Frame frame = client.Read() ?? throw new EndOfStreamException();
            if (frame.Type == DataRow.Type)
            {
                values.Add(DataRow.Read(frame.Body).Columns.ToArray()[0].Bytes.ToString());
            }
        }

        return values;
    }
}
