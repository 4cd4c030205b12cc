using System.Runtime.Versioning;
using Npgsql;
using NUnit.DbGuard.Postgres.Flushing;
using NUnit.DbGuard.Postgres.Gateway;
using NUnit.DbGuard.Postgres.Server;
using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

namespace NUnit.DbGuard.Tests.Postgres.Flushing;

/// <summary>A server with a database and a copy of it behind the gateway, in which tests commit, each is put back at its end, and a new copy is made where that cannot be.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class FlushBench : IGatewayAccess, IDisposable
{
    private const string Source = "flush_source";

    // More than a test has, so that some live through several.
    private const int MostClients = 12;

    private readonly PostgresServer _server;
    private readonly PostgresGateway _gateway = new();
    private readonly GatewayDatabase _database;
    private readonly NpgsqlConnectionStringBuilder _direct;
    private readonly Queue<WireClient> _clients = [];
    private readonly string[] _except;
    private FlushedDatabase? _flushed;
    private GatewayTest? _test;
    private int _copies;

    /// <param name="sql">What makes the source.</param>
    /// <param name="settings">The server's.</param>
    /// <param name="except">Tables that are left as they are.</param>
    public FlushBench(string sql = FlushSchema.Sql, IReadOnlyDictionary<string, string>? settings = null, params string[] except)
    {
        _except = except;
        _server = new(new PostgresServerOptions { Settings = settings ?? new Dictionary<string, string>() });
        _direct = new(_server.Start()) { SslMode = SslMode.Disable, Pooling = false };
        RunOutside("postgres", $"CREATE DATABASE {Source}");
        RunOutside(Source, sql);
        Baseline = Dump(Source);
        _database = new GatewayDatabase(_direct.Database!, _direct.Username!, _direct.ConnectionString, this, new GatewayOptions { FenceLimit = TimeSpan.FromSeconds(2) });
        _database.Prepare();
        _gateway.Add(_database);
        MakeCopy();
    }

    /// <summary>The source's dump.</summary>
    public IReadOnlyList<string> Baseline { get; }

    /// <summary>The copy's name.</summary>
    public string Copy => $"flush_{_copies}";

    /// <summary>How many copies there have been.</summary>
    public int Copies => _copies;

    /// <summary>The table that is to be left and is not there.</summary>
    public string? UnknownTable => _flushed!.UnknownTable;

    /// <summary>The numbers of the server's processes that wait for their clients' next test.</summary>
    public int[] Parked => _database.OwnSessions.ParkedAt(To(Copy));


    public GatewayTest Begin(string name = "the test")
    {
        _test = new GatewayTest(name, resetSequences: false) { OwnSessions = To(Copy), ParksSessions = true };
        _database.Begin(_test);
        return _test;
    }

    /// <summary>Ends the test, and answers with what was left to be done by a new copy; <see langword="null"/>: all was put back.</summary>
    public string? End()
    {
        string? obstacle = Look();
        if (obstacle is not null)
        {
            MakeCopy();
        }

        return obstacle;
    }

    /// <summary>The same, without a new copy.</summary>
    public string? Look()
    {
        _database.End(_test!);
        _test = null;
        return _flushed!.TryRestore(_database.OwnSessions.ParkedAt(To(Copy)));
    }

    /// <summary>Runs statements in a test of their own, on one client, and ends it.</summary>
    public string? Play(params string[] statements)
    {
        _ = Begin();
        using (WireClient client = Client())
        {
            foreach (string statement in statements)
            {
                client.Ask(statement);
            }
        }

        return End();
    }

    /// <summary>A client of the gateway; closed when there have been many more.</summary>
    public WireClient Client()
    {
        WireClient client = WireClient.Ready(new(_gateway.Host, _gateway.Port, _direct.Username!, _gateway.Password, _direct.Database!));
        _clients.Enqueue(client);
        if (_clients.Count > MostClients)
        {
            _clients.Dequeue().Dispose();
        }

        return client;
    }

    /// <summary>A client of the copy, past the gateway.</summary>
    public WireClient Stranger() => WireClient.Ready(Endpoint(Copy));

    /// <summary>All that is in the copy.</summary>
    public List<string> Dump() => Dump(Copy);

    public void Dispose()
    {
        foreach (WireClient client in _clients)
        {
            client.Dispose();
        }

        _flushed?.Dispose();
        _gateway.Dispose();
        _database.Dispose();
        _server.Dispose();
    }

    GatewayTest IGatewayAccess.TestOfNow() => _test ?? throw new InvalidOperationException("The test has ended.");

    private void MakeCopy()
    {
        if (_flushed is { } earlier)
        {
            _database.OwnSessions.CloseParked(To(Copy));
            earlier.Dispose();
            RunOutside("postgres", $"DROP DATABASE {Copy} WITH (FORCE)");
        }

        _copies++;
        RunOutside("postgres", $"CREATE DATABASE {Copy} TEMPLATE {Source} STRATEGY file_copy");
        _flushed = FlushedDatabase.TryOpen(new CopiedDatabase(To(Copy), read => read(To(Source))), _except, out string? obstacle);
        Assert.That(_flushed, Is.Not.Null, obstacle);
    }

    private string To(string database) => new NpgsqlConnectionStringBuilder(_direct.ConnectionString) { Database = database }.ConnectionString;

    private WireEndpoint Endpoint(string database) => new(_direct.Host!, _direct.Port, _direct.Username!, _direct.Password, database);

    private void RunOutside(string database, string sql)
    {
        using WireClient client = WireClient.Ready(Endpoint(database));
        client.Ask(sql);
    }

    private List<string> Dump(string database)
    {
        using WireClient client = WireClient.Ready(Endpoint(database));
        List<string> lines = DatabaseDump.Of(client);
        lines.AddRange(client.Ask("SELECT format('policy %s', p) FROM pg_policies p UNION ALL SELECT format('security %s %s %s', oid::regclass, relrowsecurity, relforcerowsecurity) FROM pg_class WHERE relrowsecurity ORDER BY 1"));
        foreach (string sequence in client.Ask("SELECT oid::regclass FROM pg_class WHERE relkind = 'S' AND relpersistence <> 't' ORDER BY oid"))
        {
            lines.AddRange(client.Ask($"SELECT format('sequence %s %s %s', tableoid::regclass, last_value, is_called) FROM {sequence}"));
        }

        return lines;
    }

}
