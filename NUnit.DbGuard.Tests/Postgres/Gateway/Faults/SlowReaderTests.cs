using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using NUnit.DbGuard.Postgres.Gateway.Virtual;
using NUnit.DbGuard.Postgres.Protocol;
using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;
using NUnit.DbGuard.Tests.Postgres.Server;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Faults;

/// <summary>A client that asks for much and reads nothing costs the others no time, and the process no memory.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SlowReaderTests
{
    // Some 270 MB: short rows that differ, and some that are longer than the gateway keeps whole.
    private const string Large = "SELECT repeat(md5(n::text), CASE WHEN n % 1000 = 0 THEN 100000 ELSE 320 END) FROM generate_series(1, 20000) n";
    private const long LeastInFile = 250_000_000;

    // What waits in memory, twice, for what is on its way; the rest of the process allocates too.
    private const long MostInMemory = 2 * ClientOutput.LargestInMemory;

    private FaultBench _bench = null!;

    [SetUp]
    public void Start() => _bench = new();

    [TearDown]
    public void Stop() => _bench.Dispose();

    [Test]
    [Property("Security", "S5")]
    public void What_it_does_not_read_is_kept_out_of_memory_and_not_lost()
    {
        _ = _bench.Begin();
        WireClient slow = _bench.Client();
        WireClient other = _bench.Client();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        int rentedBefore = FrameMemory.Rented;

        AskForMuch(slow, other);

        Assert.That((FrameMemory.Rented - rentedBefore) * 65_536L, Is.LessThan(MostInMemory), "pooled arrays");
        Assert.That(GC.GetTotalMemory(forceFullCollection: true) - before, Is.LessThan(MostInMemory));
        Assert.That(Files().Sum(static file => new FileInfo(file).Length), Is.GreaterThan(LeastInFile));
        Assert.That(ReadAll(slow), Is.EqualTo(Direct()), "byte for byte what the server says");
        Assert.That(Files, Is.Empty.Soon());
        Assert.That(slow.Ask("SELECT id FROM items"), Is.EqualTo(new[] { "1" }));
        Assert.That(_bench.End(), Is.Empty);
    }

    [Test]
    public void What_is_kept_for_it_goes_when_it_leaves()
    {
        _ = _bench.Begin();
        WireClient slow = _bench.Client();
        WireClient other = _bench.Client();
        AskForMuch(slow, other);
        Assert.That(Files(), Is.Not.Empty);

        slow.Dispose();

        Assert.That(Files, Is.Empty.Soon());
        Assert.That(_bench.End(), Is.Empty);
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void What_is_kept_for_it_goes_with_the_gateway()
    {
        _ = _bench.Begin();
        WireClient slow = _bench.Client();
        WireClient other = _bench.Client();
        AskForMuch(slow, other);
        Assert.That(Files(), Is.Not.Empty);

        Assert.That(_bench.End(), Is.Empty);
        _bench.Database.Dispose();

        Assert.That(Files, Is.Empty.Soon());
    }

    [Test]
    public void What_cannot_be_kept_for_it_ends_its_connection_and_the_test_says_why()
    {
        _ = _bench.Begin();
        WireClient slow = _bench.Client();
        WireClient other = _bench.Client();
        string? folder = Environment.GetEnvironmentVariable("TMPDIR");
        string missing = Path.Combine(Path.GetTempPath(), "no-such-folder");
        try
        {
            Environment.SetEnvironmentVariable("TMPDIR", missing);

            AskForMuch(slow, other);
        }
        finally
        {
            Environment.SetEnvironmentVariable("TMPDIR", folder);
        }

        Assert.That(() => ReadAll(slow), Throws.InstanceOf<EndOfStreamException>());
        Assert.That(_bench.End(), Is.EqualTo(new[] { "DBG4021" }));
        _bench.AssertNextTestIsClean();
    }

    // The other gets its turn when the server has said all.
    private static void AskForMuch(WireClient slow, WireClient other)
    {
        slow.Send([Frontend.Query(Large)]);
        Assert.That(slow.Socket.Poll(WireClient.ReadLimit, SelectMode.SelectRead), Is.True);
        Assert.That(other.Ask("SELECT id FROM items"), Is.EqualTo(new[] { "1" }));
    }

    private static string[] Files() => Directory.GetFiles(Path.GetTempPath(), OutputFile.NamesOf(Environment.ProcessId));

    private string Direct()
    {
        using WireClient client = _bench.Outside();
        client.Send([Frontend.Query(Large)]);
        return ReadAll(client);
    }

    // Of all messages of one answer.
    private static string ReadAll(WireClient client)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        while (client.Awaited > 0)
        {
            Frame frame = client.Read() ?? throw new EndOfStreamException();
            hash.AppendData(frame.Wire.Span);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
