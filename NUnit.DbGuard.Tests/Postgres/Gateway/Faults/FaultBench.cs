using System.Runtime.Versioning;
using Npgsql;
using NUnit.DbGuard.Access;
using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Postgres.Gateway;
using NUnit.DbGuard.Postgres.Gateway.Clients;
using NUnit.DbGuard.Postgres.Server;
using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;
using NUnit.DbGuard.Tests.Postgres.Server;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Faults;

/// <summary>A server of its own behind a gateway with short limits, and tests that are begun and ended by hand.</summary>
/// <remarks>The baseline is one row, 1, of the table <c>items</c>.</remarks>
[UnsupportedOSPlatform("windows")]
internal sealed class FaultBench : IGatewayAccess, IDisposable
{
    private readonly (int Threads, int Sockets) _before = Held();
    private readonly List<WireClient> _clients = [];
    private readonly PostgresServer _server;
    private readonly PostgresGateway _gateway;
    private readonly GatewayDatabase _database;
    private readonly WireEndpoint _direct;
    private readonly string _connectionString;
    private readonly Relay? _relay;
    private readonly Stack<GatewayTest> _running = new();
    private volatile GatewayTest? _current;

    /// <param name="listener">Who may connect.</param>
    /// <param name="settings">The server's.</param>
    /// <param name="detour">Makes what stands between the gateway and the server, given where the server is; the bench's.</param>
    /// <param name="timeout">How long the gateway may take to open a session, in seconds.</param>
    public FaultBench(GatewayListenerOptions? listener = null, IReadOnlyDictionary<string, string>? settings = null, Func<WireEndpoint, Relay>? detour = null, int timeout = 5)
    {
        _server = new(new PostgresServerOptions { Settings = settings ?? new Dictionary<string, string>() });
        NpgsqlConnectionStringBuilder direct = new(_server.Start()) { SslMode = SslMode.Disable, Pooling = false, Timeout = timeout };
        _direct = new(direct.Host!, direct.Port, direct.Username!, direct.Password, direct.Database!);
        using (WireClient owner = Outside())
        {
            owner.Ask("CREATE TABLE items (id integer PRIMARY KEY); INSERT INTO items VALUES (1)");

            // The server does not write what is committed before it answers, and some of the faults are crashes.
            owner.Ask("CHECKPOINT");
        }

        _relay = detour?.Invoke(_direct);
        if (_relay is not null)
        {
            (direct.Host, direct.Port) = (_relay.Endpoint.Host, _relay.Endpoint.Port);
        }

        _connectionString = direct.ConnectionString;
        _gateway = new PostgresGateway(listener);
        _database = new GatewayDatabase(direct.Database!, direct.Username!, direct.ConnectionString, this, Options);
        _database.Prepare();
        _gateway.Add(_database);
    }

    public static GatewayOptions Options { get; } = new()
    {
        OverlapLimit = TimeSpan.FromSeconds(1),
        FenceLimit = TimeSpan.FromMilliseconds(500),
        CancelLimit = TimeSpan.FromSeconds(2),
        CommitLimit = TimeSpan.FromSeconds(1),
    };

    /// <summary>How long the end of a test may take at most, with room for a busy machine.</summary>
    public static TimeSpan EndLimit { get; } = (3 * Options.FenceLimit) + Options.CancelLimit + TimeSpan.FromSeconds(3);

    public string Folder => _server.Folder!;

    /// <summary>Where clients of the gateway connect to.</summary>
    public WireEndpoint Gateway => new(_gateway.Host, _gateway.Port, _direct.User, _gateway.Password, _direct.Database);

    /// <summary>Where clients of the server itself connect to.</summary>
    public WireEndpoint Direct => _direct;

    /// <summary>The database behind the gateway.</summary>
    public GatewayDatabase Database => _database;

    /// <summary>How many threads the gateways of this process have, and how many sockets the process has.</summary>
    public static (int Threads, int Sockets) Held() =>
        (Directory.EnumerateDirectories("/proc/self/task").Count(static task => Read(Path.Combine(task, "comm")) == "DbGuard gateway\n"),
            Directory.EnumerateFiles("/proc/self/fd").Count(static handle => new FileInfo(handle).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true));

    /// <summary>A client of the gateway; closed with the bench, if not before.</summary>
    public WireClient Client(params IReadOnlyList<KeyValuePair<string, string>> settings)
    {
        WireClient client = WireClient.Ready(Gateway, settings);
        _clients.Add(client);
        return client;
    }

    /// <summary>A client of the server itself.</summary>
    public WireClient Outside() => WireClient.Ready(_direct);

    public GatewayTest Begin(string name = "the test") => Begin(new GatewayTest(name, resetSequences: false));

    /// <summary>Begins a test in which each client has a server session of its own.</summary>
    /// <param name="database">The database that those are of; <see langword="null"/>: the bench's own.</param>
    public GatewayTest BeginOwn(string? database = null)
    {
        NpgsqlConnectionStringBuilder direct = new(_connectionString);
        direct.Database = database ?? direct.Database;
        return Begin(new GatewayTest("the test", resetSequences: false) { OwnSessions = direct.ConnectionString });
    }

    /// <summary>Ends the test that was begun last, and answers with the codes that it fails with.</summary>
    /// <param name="keep">Puts the baseline in the place of what the test has committed; <see langword="null"/>: its work is undone.</param>
    public string[] End(Func<string, string>? keep = null)
    {
        GatewayTest test = _running.Pop();
        long begin = TimeProvider.System.GetTimestamp();
        _current = null;
        _database.End(test, keep);
        Assert.That(TimeProvider.System.GetElapsedTime(begin), Is.LessThan(EndLimit));
        _current = _running.TryPeek(out GatewayTest? outer) ? outer : null;
        return [.. test.Failures.Select(static failure => failure.Code)];
    }

    /// <summary>Lets clients work in a suite's name again, between two of its tests.</summary>
    public void Return(GatewayTest suite) => _current = suite;

    /// <summary>The server process of the session that the clients share.</summary>
    public int SharedProcess()
    {
        // One that has looked from outside before may still be closing.
        using WireClient outside = Outside();
        string[] found = [];
        Assert.That(
            () => found = [.. outside.Ask("SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()")], Has.Length.EqualTo(1).Soon());
        return int.Parse(found[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Waits until a statement runs on the shared session.</summary>
    public void AwaitStatement(string part)
    {
        using WireClient outside = Outside();
        Assert.That(
            () => outside.Ask($"SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND state = 'active' AND query LIKE '%{part}%'").Single(), Is.EqualTo("1").Soon());
    }

    /// <summary>How many sessions the server has, but for the one that asks.</summary>
    public string CountSessions()
    {
        using WireClient outside = Outside();
        return outside.Ask("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()").Single();
    }

    /// <summary>Whether a statement is at work on the server: one that waits for a lock, or for who reads its answer, is not.</summary>
    public bool RunsStatement()
    {
        using WireClient outside = Outside();
        return outside.Ask(
            "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND state = 'active' AND COALESCE(wait_event_type, '') NOT IN ('Lock', 'Client')").Single() != "0";
    }

    /// <summary>Waits until the server lets clients in again.</summary>
    public void AwaitServer() => Assert.That(IsOpen, Is.True.Soon());

    /// <summary>Runs another test, which must find the baseline and end without a failure.</summary>
    public void AssertNextTestIsClean()
    {
        GatewayTest test = Begin("the next test");
        WireClient client = Client();
        Assert.That(client.Ask("SELECT id FROM items"), Is.EqualTo(new[] { "1" }));
        client.Ask("INSERT INTO items VALUES (2)");
        Assert.That(client.Ask("SELECT count(*) FROM items"), Is.EqualTo(new[] { "2" }));

        Assert.That(End(), Is.Empty);
        Assert.That(test.Notes, Is.Empty);
    }

    /// <summary>Asserts that nobody has the turn, that no savepoint is left, and that no client's thread, once all of them have gone.</summary>
    public void AssertAtRest()
    {
        Assert.That(() => _gateway.ClientCount, Is.Zero.Soon(), "clients' threads");
        Assert.That(_database.Turns.Holder, Is.Null, "who has the turn");
        Assert.That(_database.Stack.Top, Is.Null, "the topmost savepoint");
        Assert.That(_database.OwnSessions.Count, Is.Zero, "own sessions");
    }

    /// <summary>Closes the clients that there are.</summary>
    public void CloseClients()
    {
        _clients.ForEach(static client => client.Dispose());
        _clients.Clear();
    }

    /// <summary>Ends everything; then neither a thread, nor a socket, nor a session is left of it.</summary>
    public void Dispose()
    {
        CloseClients();
        _gateway.Remove(_database);
        _database.Dispose();
        _gateway.Dispose();
        _relay?.Dispose();
        if (IsOpen())
        {
            Assert.That(CountSessions, Is.EqualTo("0").Soon());
        }

        _server.Dispose();
        Assert.That(() => Held().Threads, Is.LessThanOrEqualTo(_before.Threads).Soon(), "threads of the gateway");
        Assert.That(() => Held().Sockets, Is.LessThanOrEqualTo(_before.Sockets).Soon(), "sockets of the process");
    }

    GatewayTest IGatewayAccess.TestOfNow() => _current ?? throw AccessErrors.OutsideTest(new AccessRequest("PostgreSQL", $"Database={_database.Name}"));

    private GatewayTest Begin(GatewayTest test)
    {
        _database.Begin(test);
        _running.Push(test);
        return _current = test;
    }

    private bool IsOpen()
    {
        try
        {
            Outside().Dispose();
            return true;
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.Net.Sockets.SocketException)
        {
            return false;
        }
    }

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            // The thread has ended meanwhile.
            return string.Empty;
        }
    }
}
