using System.Runtime.Versioning;
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

    private static void Work(WireClient client, int number)
    {
        for (int i = 0; i < 50; i++)
        {
            client.Ask($"INSERT INTO items SELECT {(number * 100) + i + 2} FROM pg_sleep(0.004)");
        }
    }
}
