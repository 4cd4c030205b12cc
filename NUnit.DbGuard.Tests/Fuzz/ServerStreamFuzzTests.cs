using System.Runtime.Versioning;
using NUnit.DbGuard.Postgres.Protocol;
using NUnit.DbGuard.Tests.Postgres.Gateway.Faults;
using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

namespace NUnit.DbGuard.Tests.Fuzz;

/// <summary>A server whose words are cut, changed, doubled or held back on their way: the test at hand may fail with our errors, the next one is clean.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ServerStreamFuzzTests
{
    private const string OwnDatabase = "own";

    private static readonly string[] s_expected = ["DBG4001", "DBG4002", "DBG4003", "DBG4004", "DBG4005", "DBG4015"];

    [Test]
    [Property("Security", "S7")]
    public void A_server_that_says_nonsense_costs_one_test()
    {
        using FuzzRun run = new();
        using ServerFault fault = new();
        Relay relay = null!;
        using FaultBench bench = new(detour: server => relay = new Relay(server, static () => null, () => fault.Pass), timeout: 3);
        using (WireClient owner = bench.Outside())
        {
            owner.Ask($"CREATE DATABASE {OwnDatabase}");
        }

        List<string> baseline = DatabaseDump.Of(bench.Direct);
        run.Play(random =>
        {
            int before = fault.Count;
            Round(random, run, bench, fault, relay);
            run.Count("faults", fault.Count - before);
            Assert.That(DatabaseDump.Of(bench.Direct), Is.EqualTo(baseline));
        });
    }

    private static void Round(Random random, FuzzRun run, FaultBench bench, ServerFault fault, Relay relay)
    {
        if (random.Next(3) == 0)
        {
            // The next session has to be opened anew.
            relay.CutAll();
        }

        bool isEarly = random.Next(2) == 0;
        if (isEarly)
        {
            fault.Arm(random);
        }

        var test = random.Next(3) == 0 ? bench.BeginOwn(OwnDatabase) : bench.Begin();
        string?[] complaints = new string?[random.Next(1, 4)];
        Thread[] threads = [.. complaints.Select((_, index) =>
        {
            Random own = new(random.Next());
            return new Thread(() => complaints[index] = Work(bench, own)) { IsBackground = true, Name = "client" };
        })];
        Array.ForEach(threads, static thread => thread.Start());
        if (!isEarly)
        {
            fault.Arm(random);
        }

        // A client that a stalled server keeps waiting is freed by the test's end.
        bool haveEnded = Array.TrueForAll(threads, static thread => thread.Join(TimeSpan.FromMilliseconds(400)));
        string[] codes = bench.End();
        bool mustFree = !Array.TrueForAll(threads, static thread => thread.Join(WireClient.ReadLimit));
        fault.Disarm();
        Assert.That(mustFree && !Array.TrueForAll(threads, static thread => thread.Join(WireClient.ReadLimit)), Is.False, "a client that hangs");

        run.Count(haveEnded ? "clients that ended first" : "tests that ended first");
        run.Count("clients", complaints.Length);
        Array.ForEach(codes, code => run.Count($"tests failed with {code}"));
        Assert.That(complaints.OfType<string>(), Is.Empty);
        Assert.That(test.Failures.Where(static failure => !s_expected.Contains(failure.Code)).Select(static failure => failure.ToString()), Is.Empty);
        Assert.That(mustFree, Is.False, "a client that the test's end did not free");
        bench.AssertAtRest();
        bench.AssertNextTestIsClean();
        bench.CloseClients();
    }

    // What a client is told may be changed as well, so that only what the gateway says of itself is judged.
    private static string? Work(FaultBench bench, Random random)
    {
        try
        {
            using WireClient client = new(bench.Gateway);
            client.Start([]);
            for (int step = 0; step < 12; step++)
            {
                if (Read(client) is { } complaint)
                {
                    return complaint;
                }

                client.Send(random.Next(7) switch
                {
                    0 => [Frontend.Query("BEGIN"), Frontend.Query($"INSERT INTO items VALUES ({random.Next(2, 1_000)}) ON CONFLICT DO NOTHING"), Frontend.Query("COMMIT")],
                    1 => Frontend.Extended("SELECT $1::int + 1", "4"),
                    2 => [Frontend.Query("SELECT repeat('z', 500) FROM generate_series(1, 50)")],
                    3 => [Frontend.Query("COPY items FROM STDIN"), Frontend.CopyData($"{random.Next(1_000, 1_000_000)}\n"), Frontend.CopyDone()],
                    4 => [Frontend.Query("SET application_name = 'changed'; SELECT 1/0")],
                    5 => [.. Frontend.Command("SELECT 1"), Frontend.Flush(), Frontend.Sync()],
                    _ => [Frontend.Query("COPY (SELECT generate_series(1, 100)) TO STDOUT")],
                });
            }

            return Read(client);
        }
        catch (Exception exception) when (exception is TimeoutException or System.Net.Sockets.SocketException or ProtocolViolationException or InvalidOperationException or ArgumentException)
        {
            // The round itself finds what hangs.
            return null;
        }
#pragma warning disable CA1031 // An exception that leaves a thread ends the process; the round asserts on what is kept of it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return exception.ToString();
        }
    }

    private static string? Read(WireClient client)
    {
        while (client.Awaited > 0 && client.Read() is { } frame)
        {
            if (frame.Type == ErrorResponse.Type && frame.Body.Span.IndexOf("the gateway failed"u8) >= 0)
            {
                return System.Text.Encoding.UTF8.GetString(frame.Body.Span);
            }
        }

        return null;
    }
}
