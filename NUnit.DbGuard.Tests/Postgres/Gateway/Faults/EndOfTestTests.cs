using System.Runtime.Versioning;
using NUnit.DbGuard.Postgres.Gateway;
using NUnit.DbGuard.Postgres.Protocol;
using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;
using NUnit.DbGuard.Tests.Postgres.Server;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Faults;

/// <summary>A test ends while its clients are at work: within the limits, the test fails where it must, and the next one is clean.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class EndOfTestTests
{
    private FaultBench _bench = null!;

    [SetUp]
    public void Start() => _bench = new(settings: new Dictionary<string, string> { ["temp_file_limit"] = "64kB" });

    [TearDown]
    public void Stop() => _bench.Dispose();

    [Test]
    public void A_constraint_that_is_made_beside_a_function_is_deferred()
    {
        _ = _bench.Begin();
        WireClient client = _bench.Client();
        client.Ask(
            "CREATE TABLE one (id integer); CREATE TABLE other (id integer UNIQUE); ALTER TABLE one ADD FOREIGN KEY (id) REFERENCES other (id) DEFERRABLE INITIALLY DEFERRED; "
            + "CREATE FUNCTION into_one(_id integer) RETURNS integer AS $$ BEGIN INSERT INTO one VALUES (_id); RETURN _id; END $$ LANGUAGE plpgsql");

        client.Ask("BEGIN");
        Assert.That(client.Ask("SELECT into_one(1)"), Is.EqualTo(new[] { "1" }));
        client.Send([Frontend.Query("COMMIT")]);

        Assert.That(client.StateOfNextError(), Is.EqualTo("23503"));
        Assert.That(client.Read()?.Type, Is.EqualTo(ReadyForQuery.Type));
        Assert.That(_bench.End(), Is.Empty);
    }

    [Test]
    public void A_statement_that_still_runs_is_cancelled_and_fails_the_test()
    {
        GatewayTest test = _bench.Begin();
        WireClient client = _bench.Client();
        client.Send([Frontend.Query("SELECT pg_sleep(60)")]);
        _bench.AwaitStatement("pg_sleep(60)");

        Assert.That(_bench.End(), Is.EqualTo(new[] { "DBG4005" }));
        Assert.That(test.Failures.Single().Message, Does.Contain("still ran 0.5 s after 'the test' had ended").And.Contains("Client: client "));
        Assert.That(client.StateOfNextError(), Is.EqualTo("57014"));
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_statement_that_ends_within_the_limit_is_waited_for()
    {
        _ = _bench.Begin();
        WireClient client = _bench.Client();
        client.Send([Frontend.Query("INSERT INTO items SELECT 2 FROM pg_sleep(0.2)")]);
        _bench.AwaitStatement("pg_sleep(0.2)");

        Assert.That(_bench.End(), Is.Empty);
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_COPY_that_is_under_way_is_broken_off_and_fails_the_test()
    {
        _ = _bench.Begin();
        WireClient client = _bench.Client();
        int session = _bench.SharedProcess();
        client.Send([Frontend.Query("COPY items FROM STDIN")]);
        Assert.That(client.Read()?.Type, Is.EqualTo(CopyInResponse.Type));
        client.Send([Frontend.CopyData("2\n")]);

        Assert.That(_bench.End(), Is.EqualTo(new[] { "DBG4005" }));
        Assert.That(_bench.SharedProcess(), Is.EqualTo(session), "A suite's data would be lost with the session.");
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_client_that_waits_for_its_turn_is_refused()
    {
        GatewayTest test = _bench.Begin();
        WireClient first = _bench.Client();
        first.Ask("BEGIN; INSERT INTO items VALUES (2)");
        WireClient second = _bench.Client();
        second.Ask("BEGIN; INSERT INTO items VALUES (3)");
        first.Send([Frontend.Query("INSERT INTO items VALUES (4)")]);

        Assert.That(_bench.End(), Is.Empty);
        Assert.That(test.Notes, Has.Count.EqualTo(2).And.All.StartsWith("DBG4006: 'the test' left a transaction on database 'postgres' open."));
        Assert.That(first.StateOfNextError(), Is.EqualTo("57P03").Or.EqualTo("42501"), "it waited already, or came a moment later");
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_group_that_comes_after_the_end_is_refused_and_the_connection_stays_good()
    {
        _ = _bench.Begin();
        WireClient client = _bench.Client();
        client.Ask("INSERT INTO items VALUES (2)");
        Assert.That(_bench.End(), Is.Empty);

        Assert.That(() => client.Ask("INSERT INTO items VALUES (3)"), Throws.InvalidOperationException.With.Message.StartsWith("DBG1001: "));
        _ = _bench.Begin("the next test");
        Assert.That(client.Ask("SELECT id FROM items"), Is.EqualTo(new[] { "1" }));
        Assert.That(_bench.End(), Is.Empty);
    }

    [Test]
    public void An_error_for_want_of_space_is_one_statements_alone()
    {
        _ = _bench.Begin();
        WireClient client = _bench.Client();
        client.Ask("SET work_mem = '64kB'");
        client.Ask("INSERT INTO items VALUES (2)");

        client.Send([Frontend.Query("SELECT count(*) FROM (SELECT i FROM generate_series(1, 200000) i ORDER BY md5(i::text)) s")]);

        Assert.That(client.StateOfNextError(), Is.EqualTo("53400"));
        Assert.That(client.Read()?.Type, Is.EqualTo(ReadyForQuery.Type));
        Assert.That(client.Ask("SELECT count(*) FROM items"), Is.EqualTo(new[] { "2" }));
        Assert.That(_bench.End(), Is.Empty);
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_test_that_never_uses_the_database_sends_nothing()
    {
        _bench.AssertNextTestIsClean();
        using WireClient outside = _bench.Outside();
        const string session = "SELECT pid || ' ' || state_change || ' ' || query || ', ' || state FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()";
        string before = string.Empty;
        Assert.That(() => before = outside.Ask(session).Single(), Does.EndWith(" ROLLBACK; DISCARD SEQUENCES, idle").Soon());

        for (int i = 0; i < 3; i++)
        {
            _ = _bench.Begin();
            Assert.That(_bench.End(), Is.Empty);
        }

        Assert.That(outside.Ask(session).Single(), Is.EqualTo(before));
    }

    [Test]
    public void A_client_that_tries_again_in_its_lost_transaction_does_not_take_the_next_tests_work_with_it()
    {
        GatewayTest suite = _bench.Begin("the suite");
        WireClient lost = _bench.Client();
        WireClient other = _bench.Client();
        lost.Ask("INSERT INTO items VALUES (2)");
        _ = _bench.Begin();
        lost.Ask("BEGIN; INSERT INTO items VALUES (3)");
        Assert.That(_bench.End(), Is.Empty);
        _bench.Return(suite);
        lost.Send([Frontend.Query("SELECT 1")]);
        Assert.That(lost.StateOfNextError(), Is.EqualTo("25P02"));
        Assert.That(lost.Read()?.Type, Is.EqualTo(ReadyForQuery.Type));

        _ = _bench.Begin("the next test");
        other.Ask("INSERT INTO items VALUES (4)");
        lost.Ask("ROLLBACK");

        Assert.That(other.Ask("SELECT id FROM items ORDER BY 1"), Is.EqualTo(new[] { "1", "2", "4" }));
        Assert.That(_bench.End(), Is.Empty);
        _bench.Return(suite);
        Assert.That(other.Ask("SELECT id FROM items ORDER BY 1"), Is.EqualTo(new[] { "1", "2" }));
        Assert.That(_bench.End(), Is.Empty);
        _bench.AssertNextTestIsClean();
    }
}
