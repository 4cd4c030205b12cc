using System.Runtime.Versioning;
using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

namespace NUnit.DbGuard.Tests.Postgres.Flushing;

/// <summary>Whatever a test commits, afterwards the database is the same by a dump of schema, rows and sequences.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class FlushProgramsTests
{
    private FlushBench _bench = null!;

    [OneTimeSetUp]
    public void Start() => _bench = new();

    [OneTimeTearDown]
    public void Stop() => _bench?.Dispose();

    [Test]
    [Property("Parity", "D2, D6, D11")]
    public void After_a_random_program_the_database_is_the_same()
    {
        int restored = 0;
        Dictionary<string, int> obstacles = [];
        ProgramRun.Play(
            100,
            60,
            seed =>
            {
                string? obstacle = Play(seed);
                restored += obstacle is null ? 1 : 0;
                if (obstacle is not null)
                {
                    obstacles[obstacle] = obstacles.GetValueOrDefault(obstacle) + 1;
                }

                string? difference = Transcript.FirstDifference("the baseline", _bench.Baseline, "after the test", _bench.Dump());
                return difference is null ? null : $"{string.Join("\n    ", FlushProgram.Of(seed).Select(static step => $"{step.Client}: {string.Join("; ", step.Messages)}"))}\n{obstacle ?? "put back"}\n{difference}";
            },
            static () => 0);

        TestContext.Out.WriteLine($"{restored} put back in place");
        foreach ((string obstacle, int count) in obstacles.OrderByDescending(static pair => pair.Value))
        {
            TestContext.Out.WriteLine($"{count}: {obstacle}");
        }

        Assert.That(restored, Is.GreaterThan(_bench.Copies), "most need no new copy");
    }

    private string? Play(int seed)
    {
        _ = _bench.Begin();
        Dictionary<int, WireClient> clients = [];
        foreach ((int number, IReadOnlyList<Outgoing> messages) in FlushProgram.Of(seed))
        {
            if (!clients.TryGetValue(number, out WireClient? client))
            {
                client = clients[number] = _bench.Client();
                client.Ask("SET lock_timeout = '100ms'");
            }

            client.Send(messages);
            while (client.Awaited > 0)
            {
                _ = client.Read() ?? throw new EndOfStreamException();
            }
        }

        // Some have gone before the test ends, some stay.
        foreach (WireClient client in clients.Values.Where((_, i) => i != seed % 3))
        {
            client.Dispose();
        }

        return _bench.End();
    }
}
