using System.Diagnostics;
using System.Runtime.Versioning;
using NUnit.DbGuard.Tests.Postgres.Gateway.Faults;
using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

namespace NUnit.DbGuard.Tests.Fuzz;

/// <summary>Clients whose recorded streams have been damaged, several at once, in tests that end whenever they do: nobody but themselves may notice.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ClientStreamFuzzTests
{
    private const string OwnDatabase = "own";

    private static readonly TimeSpan s_slice = TimeSpan.FromMilliseconds(250);

    // What a client's own fault may do to its test; whatever else comes is a fault of the gateway's.
    private static readonly string[] s_expected = ["DBG4001", "DBG4002", "DBG4005", "DBG4012"];

    [Test]
    [Property("Security", "S5")]
    public void Damaged_streams_harm_nobody()
    {
        using FuzzRun run = new();
        using FaultBench bench = new();
        IReadOnlyList<Conversation> conversations = Recording.Make(bench);
        using (WireClient owner = bench.Outside())
        {
            owner.Ask($"CREATE DATABASE {OwnDatabase}");
        }

        List<string> baseline = DatabaseDump.Of(bench.Direct);
        run.Play(random => Round(random, run, bench, conversations, baseline));
    }

    private static void Round(Random random, FuzzRun run, FaultBench bench, IReadOnlyList<Conversation> conversations, List<string> baseline)
    {
        var test = random.Next(4) == 0 ? bench.BeginOwn(OwnDatabase) : bench.Begin();
        HostileClient[] clients = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ =>
        {
            byte[] stream = Mutation.Stream(conversations, random, out int faults);
            run.Count("mutations", faults);
            return new HostileClient(bench.Gateway, stream, random.Next(), run);
        })];
        Thread[] threads = [.. clients.Select(static client => new Thread(client.Play) { IsBackground = true, Name = "hostile client" })];
        Array.ForEach(threads, static thread => thread.Start());
        bool endsEarly = random.Next(3) == 0;
        if (!endsEarly)
        {
            Join(threads, clients, bench);
        }

        string[] codes = bench.End();
        Join(threads, clients, bench);

        Array.ForEach(codes, code => run.Count($"tests failed with {code}"));
        Assert.That(clients.Select(static client => client.Complaint).OfType<string>(), Is.Empty);
        Assert.That(test.Failures.Where(static failure => !s_expected.Contains(failure.Code)).Select(static failure => failure.ToString()), Is.Empty);
        bench.AssertAtRest();
        bench.AssertNextTestIsClean();
        bench.CloseClients();
        Assert.That(DatabaseDump.Of(bench.Direct), Is.EqualTo(baseline));
    }

    // One that is told nothing may wait for the others, who sleep on the server, are slow to send, or cancel. It is the gateway's fault only when for all of them nothing goes on.
    private static void Join(Thread[] threads, HostileClient[] clients, FaultBench bench)
    {
        long before = 0;
        long since = Stopwatch.GetTimestamp();
        while (Array.Find(threads, static thread => thread.IsAlive) is { } waiting && !waiting.Join(s_slice))
        {
            long steps = clients.Sum(static client => client.Steps);
            if (steps == before && Stopwatch.GetElapsedTime(since) < WireClient.ReadLimit)
            {
                continue;
            }

            if (steps == before && !bench.RunsStatement())
            {
                Array.ForEach(clients, static client => client.GiveUp($"Nothing went on for {WireClient.ReadLimit.TotalSeconds:0} s."));
            }

            (before, since) = (steps, Stopwatch.GetTimestamp());
        }
    }
}
