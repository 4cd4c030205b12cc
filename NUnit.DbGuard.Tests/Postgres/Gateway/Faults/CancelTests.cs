using System.Net.Sockets;
using System.Runtime.Versioning;
using NUnit.DbGuard.Postgres.Gateway.Virtual;
using NUnit.DbGuard.Postgres.Protocol;
using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Faults;

/// <summary>A cancel request reaches its own client's statement and no other's, however many come.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class CancelTests
{
    private FaultBench _bench = null!;

    [SetUp]
    public void Start() => _bench = new();

    [TearDown]
    public void Stop() => _bench.Dispose();

    /// <summary>A request goes another way than what it is to cancel, which may have been sent, but not read; a server that forks for each connection is never so fast.</summary>
    [Test]
    public void A_cancel_request_that_overtakes_its_statement_is_not_lost([Values] bool hasOwnSession, [Values] bool isExtended)
    {
        _ = hasOwnSession ? _bench.BeginOwn() : _bench.Begin();
        WireClient client = _bench.Client();
        for (int i = 0; i < 50; i++)
        {
            client.Send(isExtended ? Frontend.Extended("SELECT pg_sleep(5)") : [Frontend.Query("SELECT pg_sleep(5)")]);
            client.Cancel();

            Assert.That(client.ReadResult, Throws.InvalidOperationException.With.Message.EqualTo("canceling statement due to user request"), $"try {i}");
        }

        Assert.That(client.Ask("SELECT 1"), Has.Count.EqualTo(1), "none is left over");
        Assert.That(_bench.End(), Is.Empty);
    }

    [Test]
    [Property("Security", "S6")]
    public void Only_the_whole_key_of_a_client_is_its_key()
    {
        _ = _bench.Begin();
        WireClient client = _bench.Client();
        WireClient other = _bench.Client();
        byte[] key = client.SecretKey.Span.ToArray();
        byte[][] wrong = [.. key.Select((_, index) => key.Select((part, at) => at == index ? (byte)(part ^ 1) : part).ToArray()), key[..^1], [.. key, 0], []];

        Assert.That(_bench.Database.Find(new CancelRequest(client.ProcessId, client.SecretKey))?.ProcessId, Is.EqualTo(client.ProcessId));
        Assert.That(wrong.Select(guess => _bench.Database.Find(new CancelRequest(client.ProcessId, new ByteString(guess)))), Is.All.Null);
        Assert.That(_bench.Database.Find(new CancelRequest(other.ProcessId, client.SecretKey)), Is.Null);
        Assert.That(other.SecretKey.Span.ToArray(), Is.Not.EqualTo(key));
        Assert.That(_bench.End(), Is.Empty);
    }

    [Test]
    [Property("Security", "S6")]
    public void A_storm_of_cancel_requests_hits_its_own_client_only()
    {
        _ = _bench.Begin();
        WireClient[] working = [.. Enumerable.Range(0, 4).Select(_ => _bench.Client())];
        WireClient cancelled = _bench.Client();
        using CancellationTokenSource over = new();
        Thread storm = new(() =>
        {
            while (!over.IsCancellationRequested)
            {
                cancelled.Cancel();
            }
        });
        Task[] work = [.. working.Select((client, number) => Task.Factory.StartNew(
            () => Work(client, number), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        storm.Start();

        int hits = 0;
        while (!Array.TrueForAll(work, static task => task.IsCompleted))
        {
            Assert.That(() => cancelled.Ask("SELECT pg_sleep(5)"), Throws.InvalidOperationException.With.Message.EqualTo("canceling statement due to user request"));
            hits++;
        }

        over.Cancel();
        Assert.That(storm.Join(WireClient.ReadLimit), Is.True);
        Assert.That(() => Task.WaitAll(work), Throws.Nothing);
        Assert.That(hits, Is.GreaterThan(3));
        Assert.That(working[0].Ask("SELECT count(*) FROM items"), Is.EqualTo(new[] { "201" }));
        Assert.That(_bench.End(), Is.Empty);
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_client_that_waits_for_its_turn_is_cancelled_and_the_one_that_works_is_not()
    {
        _ = _bench.Begin();
        WireClient working = _bench.Client();
        WireClient waiting = _bench.Client();
        working.Send([Frontend.Query("INSERT INTO items SELECT 2 FROM pg_sleep(1)")]);
        _bench.AwaitStatement("pg_sleep(1)");
        waiting.Send([Frontend.Query("SELECT 1")]);

        waiting.Cancel();

        Assert.That(() => waiting.Ask("SELECT 2"), Throws.InvalidOperationException.With.Message.EqualTo("canceling statement due to user request"));
        Assert.That(working.Ask("SELECT count(*) FROM items"), Is.EqualTo(new[] { "2" }));
        Assert.That(_bench.End(), Is.Empty);
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_command_of_which_only_a_part_has_come_is_cancelled_as_one_that_runs()
    {
        _ = _bench.Begin();
        WireClient client = _bench.Client();
        client.Send(Frontend.Command("SELECT pg_sleep(60)"));

        client.Cancel();
        client.Send([Frontend.Sync()]);

        Assert.That(() => client.Ask("SELECT 2"), Throws.InvalidOperationException.With.Message.EqualTo("canceling statement due to user request"));
        Assert.That(_bench.End(), Is.Empty);
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_cancel_request_for_which_nothing_runs_is_passed_over()
    {
        _ = _bench.Begin();
        WireClient client = _bench.Client();
        client.Ask("BEGIN");

        client.Cancel();

        Assert.That(client.Ask("SELECT 2"), Is.EqualTo(new[] { "2" }));
        Assert.That(_bench.End(), Is.Empty);
    }

    /// <summary>In front of a client's command the gateway sets what the client has set, and that may wait for a lock.</summary>
    [Test]
    public void What_the_gateway_does_ahead_of_a_command_is_not_cancelled_but_the_command_is()
    {
        _ = _bench.Begin();
        WireClient client = _bench.Client();
        using WireClient holder = LockedSetting(client, "SELECT pg_sleep(60)");
        using WireClient request = new(_bench.Gateway);

        request.Send([Outgoing.Of("CancelRequest", new CancelRequest(client.ProcessId, client.SecretKey))]);

        // It is open as long as the request is held back.
        Assert.That(request.Socket.Poll(2 * ClientSession.CancelPause, SelectMode.SelectRead), Is.False);
        holder.Ask("ROLLBACK");
        Assert.That(client.ReadResult, Throws.InvalidOperationException.With.Message.EqualTo("canceling statement due to user request"));
        Assert.That(request.Read(), Is.Null);
        Assert.That(client.Ask("SELECT 2"), Is.EqualTo(new[] { "2" }));
        Assert.That(_bench.End(), Is.Empty);
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_request_that_was_held_back_does_not_hit_what_follows_its_command()
    {
        _ = _bench.Begin();
        WireClient client = _bench.Client();
        using WireClient holder = LockedSetting(client, "SELECT 1");
        using WireClient request = new(_bench.Gateway);
        request.Send([Outgoing.Of("CancelRequest", new CancelRequest(client.ProcessId, client.SecretKey))]);
        Assert.That(request.Socket.Poll(TimeSpan.FromMilliseconds(500), SelectMode.SelectRead), Is.False, "it is held back");
        client.Send([Frontend.Query("SELECT 2 FROM pg_sleep(1)")]);

        holder.Ask("ROLLBACK");

        // Whether the first was faster is chance.
        string? state = null;
        Frame? answer;
        while ((answer = client.Read())?.Type != ReadyForQuery.Type)
        {
            state = answer!.Value.Type == ErrorResponse.Type ? ErrorResponse.Read(answer.Value.Body).Fields.Find(ErrorField.SqlState)?.ToString() : state;
        }

        Assert.That(state, Is.Null.Or.EqualTo("57014"));
        Assert.That(client.ReadResult(), Is.EqualTo(new[] { "2" }));
        Assert.That(_bench.End(), Is.Empty);
    }

    /// <summary>Behind a SET the gateway reads what has become of the setting. A limit of the client's, or a late cancel request, may end that reading, but not the session.</summary>
    [Test]
    public void A_limit_of_the_clients_that_ends_what_the_gateway_reads_behind_its_command_is_the_commands()
    {
        _ = _bench.Begin();
        WireClient client = _bench.Client();
        using WireClient holder = _bench.Outside();
        client.Ask("SET statement_timeout = '300ms'");
        holder.Ask("CREATE FUNCTION nothing() RETURNS integer LANGUAGE sql AS 'SELECT 1'");

        // With the lock that this takes, the session forgets which functions there are.
        client.Ask("SELECT id FROM items");
        holder.Ask("BEGIN; LOCK TABLE pg_proc");

        Assert.That(() => client.Ask("SET search_path = pg_catalog"), Throws.InvalidOperationException.With.Message.EqualTo("canceling statement due to statement timeout"));
        holder.Ask("ROLLBACK");
        Assert.That(client.Ask("SHOW search_path"), Is.EqualTo(new[] { "\"$user\", public" }));
        Assert.That(_bench.End(), Is.Empty);
        _bench.AssertNextTestIsClean();
    }

    // The client's command waits: a setting of the client's is to be set that names what the server has to look up in a table, and that is locked.
    private WireClient LockedSetting(WireClient client, string command)
    {
        using (WireClient owner = _bench.Outside())
        {
            owner.Ask("CREATE ROLE other; CREATE TEXT SEARCH CONFIGURATION words (COPY = english)");
        }

        client.Ask("SET default_text_search_config = 'public.words'");
        WireClient holder = _bench.Outside();
        holder.Ask("ALTER TEXT SEARCH CONFIGURATION words OWNER TO other");

        // With the lock that this takes, the session forgets what it has looked up; and the setting is another's now.
        _bench.Client().Ask("SELECT id FROM items");
        holder.Ask("BEGIN; LOCK TABLE pg_ts_config");
        client.Send([Frontend.Query(command)]);
        _bench.AwaitStatement("set_config");
        return holder;
    }

    private static void Work(WireClient client, int number)
    {
        for (int i = 0; i < 50; i++)
        {
            client.Ask($"INSERT INTO items SELECT {(number * 100) + i + 2} FROM pg_sleep(0.004)");
        }
    }
}
