using System.Globalization;
using System.Runtime.Versioning;
using NUnit.DbGuard.Postgres.Gateway;
using NUnit.DbGuard.Postgres.Protocol;
using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;
using NUnit.DbGuard.Tests.Postgres.Server;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Faults;

/// <summary>A client ends or cancels another by the number that the other was told, as with the process ids of a server.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class BackendCallTests
{
    private const string Ended = "57P01";

    private FaultBench _bench = null!;

    [SetUp]
    public void Start() => _bench = new();

    [TearDown]
    public void Stop() => _bench.Dispose();

    [TestCase("SELECT pg_terminate_backend({0})")]
    [TestCase("SELECT PG_CATALOG.pg_terminate_backend({0}) AS ended")]
    [TestCase("select pg_terminate_backend({0}::int, 10000);")]
    public void An_idle_client_is_ended(string sql)
    {
        GatewayTest test = _bench.Begin();
        WireClient client = _bench.Client();
        WireClient other = _bench.Client();

        Assert.That(other.Ask(string.Format(CultureInfo.InvariantCulture, sql, client.ProcessId)), Is.EqualTo(new[] { "t" }));

        Assert.That(client.StateOfNextError(), Is.EqualTo(Ended));
        Assert.That(client.Read(), Is.Null, "the connection's end");
        Assert.That(other.Ask("SELECT 2"), Is.EqualTo(new[] { "2" }));
        Assert.That(_bench.End(), Is.Empty);
        Assert.That(test.Notes, Is.Empty);
    }

    [Test]
    public void A_client_that_is_ended_in_a_transaction_loses_its_work()
    {
        _ = _bench.Begin();
        WireClient client = _bench.Client();
        WireClient other = _bench.Client();
        client.Ask("BEGIN; INSERT INTO items VALUES (2)");

        other.Ask($"SELECT pg_terminate_backend({client.ProcessId})");

        Assert.That(() => other.Ask("SELECT id FROM items"), Is.EqualTo(new[] { "1" }).Soon());
        Assert.That(_bench.End(), Is.Empty);
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_client_whose_statement_runs_is_ended_in_its_place()
    {
        _ = _bench.Begin();
        WireClient client = _bench.Client();
        WireClient other = _bench.Client();
        client.Send([Frontend.Query("SELECT pg_sleep(60)")]);
        _bench.AwaitStatement("pg_sleep(60)");

        Assert.That(other.Ask($"SELECT pg_terminate_backend({client.ProcessId})"), Is.EqualTo(new[] { "t" }));

        Assert.That(client.StateOfNextError(), Is.EqualTo(Ended));
        Assert.That(other.Ask("SELECT 2"), Is.EqualTo(new[] { "2" }));
        Assert.That(_bench.End(), Is.Empty);
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_statement_that_runs_is_cancelled_and_its_client_goes_on()
    {
        _ = _bench.Begin();
        WireClient client = _bench.Client();
        WireClient other = _bench.Client();
        client.Send([Frontend.Query("SELECT pg_sleep(60)")]);
        _bench.AwaitStatement("pg_sleep(60)");

        Assert.That(other.Ask($"SELECT pg_cancel_backend({client.ProcessId})"), Is.EqualTo(new[] { "t" }));

        Assert.That(client.ReadResult, Throws.InvalidOperationException.With.Message.EqualTo("canceling statement due to user request"));
        Assert.That(client.Ask("SELECT 2"), Is.EqualTo(new[] { "2" }));
        Assert.That(_bench.End(), Is.Empty);
    }

    [Test]
    public void It_is_answered_in_the_extended_protocol_too()
    {
        _ = _bench.Begin();
        WireClient client = _bench.Client();
        WireClient other = _bench.Client();

        other.Send(Frontend.Extended("SELECT pg_terminate_backend($1)", client.ProcessId.ToString(CultureInfo.InvariantCulture)));

        Assert.That(other.ReadResult(), Is.EqualTo(new[] { "t" }));
        Assert.That(client.StateOfNextError(), Is.EqualTo(Ended));
        Assert.That(_bench.End(), Is.Empty);
    }

    [Test]
    public void One_that_comes_when_no_test_runs_is_refused_and_ends_nobody([Values] bool isExtended)
    {
        _ = _bench.Begin();
        WireClient client = _bench.Client();
        WireClient other = _bench.Client();
        Assert.That(_bench.End(), Is.Empty);

        Terminate(other, client, isExtended);

        Assert.That(other.StateOfNextError(), Is.EqualTo("42501"), "as any other command");
        _ = _bench.Begin("the next test");
        Assert.That(client.Ask("SELECT 2"), Is.EqualTo(new[] { "2" }), "it is not ended");
        Assert.That(_bench.End(), Is.Empty);
    }

    /// <summary>The test is still the one of now, but its database lets nobody in any more.</summary>
    [Test]
    public void One_that_comes_when_its_test_has_ended_is_refused_and_ends_nobody([Values] bool isExtended)
    {
        GatewayTest test = _bench.Begin();
        WireClient client = _bench.Client();
        WireClient other = _bench.Client();
        Assert.That(_bench.End(), Is.Empty);
        _bench.Return(test);

        Terminate(other, client, isExtended);

        Assert.That(other.StateOfNextError(), Is.EqualTo("57P03"), "as any other command");
        _ = _bench.Begin("the next test");
        Assert.That(client.Ask("SELECT 2"), Is.EqualTo(new[] { "2" }), "it is not ended");
        Assert.That(_bench.End(), Is.Empty);
    }

    [Test]
    public void A_lock_that_is_asked_for_when_no_test_runs_is_not_taken()
    {
        _ = _bench.Begin();
        WireClient client = _bench.Client();
        WireClient other = _bench.Client();
        Assert.That(_bench.End(), Is.Empty);

        client.Send([Frontend.Query("SELECT pg_advisory_lock(7)")]);

        Assert.That(client.StateOfNextError(), Is.EqualTo("42501"));
        _ = _bench.Begin("the next test");
        Assert.That(other.Ask("SELECT pg_try_advisory_lock(7)"), Is.EqualTo(new[] { "t" }));
        Assert.That(_bench.End(), Is.Empty);
    }

    private static void Terminate(WireClient caller, WireClient other, bool isExtended)
    {
        string sql = $"SELECT pg_terminate_backend({other.ProcessId})";
        caller.Send(isExtended ? Frontend.Extended(sql) : [Frontend.Query(sql)]);
    }
}
