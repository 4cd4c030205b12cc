using System.Runtime.Versioning;
using NUnit.DbGuard.Postgres.Gateway;
using NUnit.DbGuard.Postgres.Gateway.Clients;
using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;
using NUnit.DbGuard.Tests.Postgres.Server;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Faults;

/// <summary>Clients that vanish, fall silent, never read, or come in crowds: nobody else may notice for longer than the limits say.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class LostClientTests
{
    private FaultBench _bench = null!;

    [SetUp]
    public void Start() => _bench = new(new GatewayListenerOptions { MaxConnections = 600 });

    [TearDown]
    public void Stop() => _bench.Dispose();

    [TestCase(1)]
    [TestCase(5)]
    [TestCase(20)]
    public void A_connection_that_is_cut_in_the_middle_of_a_message_harms_nobody(int length)
    {
        _ = _bench.Begin();
        WireClient cut = _bench.Client();
        WireClient other = _bench.Client();
        cut.Send([Frontend.Cut(Frontend.Query("INSERT INTO items VALUES (2)"), length)]);
        cut.Dispose();

        Assert.That(other.Ask("SELECT id FROM items"), Is.EqualTo(new[] { "1" }));
        Assert.That(_bench.End(), Is.Empty);
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_transaction_whose_client_vanishes_is_rolled_back()
    {
        GatewayTest test = _bench.Begin();
        WireClient vanishing = _bench.Client();
        vanishing.Ask("BEGIN; INSERT INTO items VALUES (2)");
        vanishing.Dispose();
        WireClient other = _bench.Client();

        Assert.That(() => other.Ask("SELECT id FROM items"), Is.EqualTo(new[] { "1" }).Soon());
        Assert.That(_bench.End(), Is.Empty);
        Assert.That(test.Notes, Is.Empty);
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_client_that_vanishes_in_the_middle_of_COPY_gives_the_session_back()
    {
        _ = _bench.Begin();
        WireClient copying = _bench.Client();
        BeginCopy(copying);
        copying.Send([Frontend.CopyData("2\n")]);
        copying.Dispose();

        Assert.That(_bench.Client().Ask("SELECT id FROM items"), Is.EqualTo(new[] { "1" }));
        Assert.That(_bench.End(), Is.Empty);
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_client_that_falls_silent_in_the_middle_of_COPY_is_named_to_those_that_wait()
    {
        GatewayTest test = _bench.Begin();
        WireClient copying = _bench.Client();
        BeginCopy(copying);
        copying.Send([Frontend.Cut(Frontend.CopyData("2\n3\n"), 7)]);
        WireClient waiting = _bench.Client();

        Assert.That(() => waiting.Ask("SELECT id FROM items"), Throws.InvalidOperationException.With.Message.StartsWith("DBG4001: "));
        Assert.That(_bench.End(), Is.EqualTo(new[] { "DBG4001", "DBG4005" }));
        Assert.That(test.Failures[1].Message, Does.Contain("Client: client "));
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_client_that_never_reads_its_result_keeps_nobody_waiting()
    {
        _ = _bench.Begin();
        WireClient lazy = _bench.Client();
        lazy.Send([Frontend.Query("SELECT repeat('x', 1000000) FROM generate_series(1, 100)")]);
        WireClient other = _bench.Client();

        for (int id = 2; id < 20; id++)
        {
            other.Ask($"INSERT INTO items VALUES ({id})");
        }

        Assert.That(other.Ask("SELECT count(*) FROM items"), Is.EqualTo(new[] { "19" }));
        Assert.That(_bench.End(), Is.Empty);
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void Fifty_clients_that_wait_for_one_all_get_their_turn()
    {
        _ = _bench.Begin();
        WireClient busy = _bench.Client();
        WireClient[] waiting = [.. Enumerable.Range(0, 50).Select(_ => _bench.Client())];
        busy.Send([Frontend.Query("SELECT pg_sleep(1.5)")]);
        _bench.AwaitStatement("pg_sleep(1.5)");
        Array.ForEach(waiting, static client => client.Send([Frontend.Query("INSERT INTO items SELECT max(id) + 1 FROM items")]));

        Assert.That(waiting.Select(static client => client.Ask("SELECT 1").Single()), Is.All.EqualTo("1"));
        Assert.That(busy.Ask("SELECT count(*) FROM items"), Does.Contain("51"));
        Assert.That(_bench.End(), Is.Empty);
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void Five_hundred_connections_work_at_once_and_leave_nothing()
    {
        _ = _bench.Begin();

        WireClient[] clients = [.. Enumerable.Range(0, 500).Select(_ => _bench.Client())];
        Parallel.ForEach(clients.Index(), client => client.Item.Ask($"INSERT INTO items VALUES ({client.Index + 2})"));

        Assert.That(clients[^1].Ask("SELECT count(*) FROM items"), Is.EqualTo(new[] { "501" }));
        Array.ForEach(clients, static client => client.Dispose());
        Assert.That(_bench.End(), Is.Empty);
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_full_gateway_refuses_and_lets_in_again_who_comes_when_one_has_left()
    {
        using FaultBench small = new(new GatewayListenerOptions { MaxConnections = 3 });
        _ = small.Begin();
        WireClient[] clients = [.. Enumerable.Range(0, 3).Select(_ => small.Client())];

        Assert.That(() => small.Client(), Throws.InvalidOperationException.With.Message.EqualTo("sorry, too many clients already"));
        clients[0].Dispose();
        Assert.That(() => Try(() => small.Client()), Is.Not.Null.Soon());
        Assert.That(clients[1].Ask("SELECT 1"), Is.EqualTo(new[] { "1" }));
        Assert.That(small.End(), Is.Empty);
    }

    private static void BeginCopy(WireClient client)
    {
        client.Send([Frontend.Query("COPY items FROM STDIN")]);
        Assert.That(client.Read()?.Type, Is.EqualTo((byte)'G'));
    }

    private static WireClient? Try(Func<WireClient> open)
    {
        try
        {
            return open();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
