using System.Runtime.Versioning;
using NUnit.DbGuard.Postgres.Gateway;
using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Faults;

/// <summary>A client asks for what only a session of its own could answer.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SessionViewTests
{
    private FaultBench _bench = null!;

    [SetUp]
    public void Start() => _bench = new();

    [TearDown]
    public void Stop() => _bench.Dispose();

    [TestCase("SELECT count(*) FROM pg_prepared_statements", "pg_prepared_statements")]
    [TestCase("SELECT name FROM pg_catalog.pg_cursors", "pg_cursors")]
    [TestCase("SELECT * FROM pg_listening_channels()", "pg_listening_channels()")]
    [TestCase("SELECT pg_backend_pid()", "pg_backend_pid()")]
    [TestCase("SELECT txid_current()", "txid_current()")]
    [TestCase("SELECT pg_current_xact_id_if_assigned()", "pg_current_xact_id()")]
    [TestCase("SELECT PG_Backend_Pid()", "pg_backend_pid()")]
    [TestCase("SELECT * FROM PG_CATALOG.PG_LOCKS", "pg_locks")]
    [TestCase("PREPARE p AS SELECT pid FROM pg_stat_activity", "pg_stat_activity")]
    [TestCase("DO $$ BEGIN PERFORM txid_current(); END $$", "txid_current()")]
    [TestCase("SELECT age(items.xmin) FROM items", "age()")]
    public void What_only_a_session_of_its_own_could_answer_is_noted(string sql, string named)
    {
        GatewayTest test = _bench.Begin();
        WireClient client = _bench.Client();

        client.Ask(sql);

        Assert.That(_bench.End(), Is.Empty);
        Assert.That(test.Notes, Has.Count.EqualTo(1));
        Assert.That(test.Notes[0], Does.StartWith($"DBG4017: {named} was asked on database "));
    }

    [TestCase("SELECT relname FROM pg_class LIMIT 1")]
    [TestCase("SELECT 'txid_'")]
    [TestCase("SELECT 'select pg_backend_pid()'")]
    [TestCase("SELECT 1 AS pg_backend_pid, age('2020-01-01'::timestamp)")]
    [TestCase("CREATE FUNCTION later() RETURNS bigint LANGUAGE sql AS $$ SELECT txid_current() $$")]
    public void What_any_session_answers_is_not_noted(string sql)
    {
        GatewayTest test = _bench.Begin();
        WireClient client = _bench.Client();

        client.Ask(sql);

        Assert.That(_bench.End(), Is.Empty);
        Assert.That(test.Notes, Is.Empty);
    }

    [Test]
    public void The_number_of_a_client_is_no_process_of_the_server()
    {
        GatewayTest test = _bench.Begin();
        WireClient client = _bench.Client();

        string[] isHit = [.. client.Ask($"SELECT pg_terminate_backend({client.ProcessId})")];

        Assert.That(client.ProcessId, Is.GreaterThan(1 << 22));
        Assert.That(isHit, Is.EqualTo(new[] { "f" }));
        Assert.That(client.Ask("SELECT 2"), Is.EqualTo(new[] { "2" }));
        Assert.That(_bench.End(), Is.Empty);
        Assert.That(test.Notes[0], Does.StartWith("DBG4017: pg_terminate_backend() was asked on database "));
    }

    [Test]
    public void A_code_is_noted_once_and_names_the_first_statement()
    {
        GatewayTest test = _bench.Begin();
        WireClient client = _bench.Client();

        client.Ask("SELECT count(*) FROM pg_locks");
        client.Ask("SELECT count(*) + 1 FROM pg_locks");

        Assert.That(_bench.End(), Is.Empty);
        Assert.That(test.Notes, Has.Count.EqualTo(1));
        Assert.That(test.Notes[0], Does.Contain("\n  Statement: SELECT count(*) FROM pg_locks\n"));
    }
}
