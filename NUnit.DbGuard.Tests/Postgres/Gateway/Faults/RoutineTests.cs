using System.Runtime.Versioning;
using NUnit.DbGuard.Postgres.Gateway;
using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Faults;

/// <summary>Functions, triggers and blocks of the database's own do what belongs to a session.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class RoutineTests
{
    private const string Setting = "SELECT coalesce(current_setting('app.a', true), '')";

    private FaultBench _bench = null!;

    [SetUp]
    public void Start() => _bench = new();

    [TearDown]
    public void Stop() => _bench.Dispose();

    [TestCase("CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM set_config('app.a', 'x', true); END $$", "SELECT f()")]
    [TestCase("CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN SET LOCAL app.a = 'x'; END $$", "SELECT f()")]
    [TestCase("CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN IF true THEN EXECUTE 'SET LOCAL app.a TO ''x'''; END IF; END $$", "SELECT f()")]
    [TestCase("CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS 'BEGIN PERFORM SET_CONFIG(''app.a'', ''x'', ''on''); END'", "SELECT * FROM F()")]
    [TestCase("CREATE FUNCTION f() RETURNS text LANGUAGE sql RETURN set_config('app.a', 'x', true)", "SELECT f()")]
    [TestCase("CREATE PROCEDURE f() LANGUAGE plpgsql AS $$ BEGIN SET LOCAL app.a = 'x'; END $$", "CALL f()")]
    [TestCase("CREATE FUNCTION g() RETURNS text LANGUAGE sql AS $$ SELECT set_config('app.a', 'x', true) $$; CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$ SELECT g() $$", "SELECT f()")]
    [TestCase("CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$ SELECT set_config('app.a', 'x', true) $$; CREATE VIEW v AS SELECT f()", "SELECT * FROM v")]
    [TestCase("CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN SET LOCAL app.a = 'x'; RETURN NEW; END $$; CREATE TRIGGER t BEFORE UPDATE ON items FOR EACH ROW EXECUTE FUNCTION f()", "UPDATE items SET id = id")]
    [TestCase("SELECT 1", "DO $$ BEGIN SET LOCAL app.a = 'x'; END $$")]
    [TestCase("SELECT 1", "DO 'BEGIN PERFORM set_config(''app.a'', ''x'', true); END'")]
    public void What_a_routine_sets_for_its_transaction_ends_with_that(string make, string call)
    {
        GatewayTest test = _bench.Begin();
        WireClient client = _bench.Client();
        client.Ask(make);

        client.Ask(call);
        List<string> after = client.Ask(Setting);
        client.Ask($"BEGIN; {call}");
        List<string> within = client.Ask(Setting);
        client.Ask("COMMIT");

        Assert.That(after, Is.EqualTo(new[] { "" }));
        Assert.That(within, Is.EqualTo(new[] { "x" }));
        Assert.That(client.Ask(Setting), Is.EqualTo(new[] { "" }));
        Assert.That(_bench.End(), Is.Empty);
        Assert.That(test.Notes, Is.Empty);
    }

    [TestCase("PERFORM set_config('app.' || 'a', 'x', true)")]
    [TestCase("PERFORM set_config('app.a', 'x', now() IS NOT NULL)")]
    [TestCase("EXECUTE 'SET ' || 'LOCAL app.a = 1'")]
    [TestCase("EXECUTE format('SET LOCAL %I = ''1MB''', 'work_mem')")]
    public void What_is_computed_is_noted(string statement)
    {
        GatewayTest test = _bench.Begin();
        WireClient client = _bench.Client();
        client.Ask($"CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $f$ BEGIN {statement}; END $f$");
        Assert.That(test.Notes, Is.Empty);

        client.Ask("SELECT f()");

        Assert.That(_bench.End(), Is.Empty);
        Assert.That(test.Notes, Has.One.StartsWith("DBG4018: ").And.One.Contains("\n  Statement: SELECT f()\n  By:    function 'f', as its text says\n"));
    }

    [Test]
    public void A_function_that_a_rollback_takes_back_is_forgotten()
    {
        GatewayTest test = _bench.Begin();
        WireClient client = _bench.Client();
        client.Ask("CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'");
        client.Ask("BEGIN; CREATE OR REPLACE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT txid_current()'");
        client.Ask("SELECT 1");
        client.Ask("ROLLBACK");

        client.Ask("SELECT f()");

        Assert.That(_bench.End(), Is.Empty);
        Assert.That(test.Notes, Is.Empty);
    }

    [Test]
    public void A_suites_function_is_known_to_each_of_its_tests()
    {
        _ = _bench.Begin("the suite");
        WireClient client = _bench.Client();
        client.Ask("CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT txid_current()'");
        for (int i = 0; i < 2; i++)
        {
            GatewayTest test = _bench.Begin($"test {i}");
            client.Ask("SELECT f()");
            client.Ask("DROP FUNCTION f()");
            client.Ask("SELECT 1");

            Assert.That(_bench.End(), Is.Empty);
            Assert.That(test.Notes, Has.One.StartsWith("DBG4017: txid_current() was asked"), $"test {i}");
        }

        Assert.That(_bench.End(), Is.Empty);
    }

    [TestCase("DELETE FROM items")]
    [TestCase("WITH gone AS (DELETE FROM items RETURNING 1) SELECT count(*) FROM gone")]
    public void A_notification_of_a_trigger_behind_a_cascade_is_noted_if_somebody_listens(string delete)
    {
        GatewayTest test = _bench.Begin();
        WireClient client = _bench.Client();
        WireClient listener = _bench.Client();
        client.Ask("""
            CREATE TABLE parts (item integer REFERENCES items ON DELETE CASCADE);
            CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NOTIFY parts; RETURN OLD; END';
            CREATE TRIGGER tell AFTER DELETE ON parts FOR EACH ROW EXECUTE FUNCTION tell();
            """);
        client.Ask(delete);
        Assert.That(test.Notes, Is.Empty, "nobody listens");

        listener.Ask("LISTEN parts");
        client.Ask(delete);

        Assert.That(_bench.End(), Is.Empty);
        Assert.That(test.Notes, Has.One.StartsWith("DBG4014: ").And.One.Contains("By:    function 'tell'"));
    }

    [Test]
    public void What_fails_before_a_commit_counts_leaves_nothing_in_the_way()
    {
        _ = _bench.Begin();
        WireClient client = _bench.Client();
        client.Ask("CREATE TEMPORARY TABLE mine (id integer) ON COMMIT DROP; SELECT 1");
        client.Ask("BEGIN; CREATE TEMPORARY TABLE mine (id integer) ON COMMIT DROP; CREATE VIEW of_mine AS SELECT id FROM mine");

        Assert.That(() => client.Ask("COMMIT"), Throws.InvalidOperationException.With.Message.Contains("cannot drop table"));
        client.Ask("BEGIN; CREATE TEMPORARY TABLE mine (id integer) ON COMMIT DROP");
        client.Ask("COMMIT");

        Assert.That(_bench.End(), Is.Empty);
    }
}
