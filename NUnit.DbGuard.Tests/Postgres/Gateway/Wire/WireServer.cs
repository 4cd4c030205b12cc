using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;
using NUnit.DbGuard.Postgres.Server;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

/// <summary>A throw-away server with the scripts' template, from which each run gets a database of its own, or one that another has left at its baseline.</summary>
/// <remarks>Runs may be played at the same time.</remarks>
internal sealed class WireServer : IDisposable
{
    private readonly PostgresServer _server;
    private readonly WireEndpoint _maintenance;
    private readonly WireEndpoint _template;
    private readonly WireClient _owner;
    private readonly Lock _lock = new();
    private readonly string _strategy;
    private readonly ConcurrentBag<WireDatabase> _used = [];
    private readonly BlockingCollection<WireDatabase> _dropped = [];
    private readonly Task _dropping;
    private int _count;

    public WireServer()
    {
        // Most servers have no two-phase commit; with it, a transaction could outlive its script.
        _server = new(new PostgresServerOptions { Settings = new Dictionary<string, string> { ["max_prepared_transactions"] = "0" } });
        NpgsqlConnectionStringBuilder builder = new(_server.Start());
        _maintenance = new(builder.Host!, builder.Port, builder.Username!, builder.Password, builder.Database!);
        _template = _maintenance with { Database = "wire_template" };
        _owner = WireClient.Ready(_maintenance);
        _strategy = int.Parse(_owner.Ask("SHOW server_version_num")[0], CultureInfo.InvariantCulture) < 150_000 ? string.Empty : " STRATEGY file_copy";
        _owner.Ask($"CREATE DATABASE {_template.Database}");
        using (WireClient client = WireClient.Ready(_template))
        {
            client.Ask(WireSchema.Sql);
            ObjectNames = client
                .Ask("SELECT oid || ' ' || relname FROM pg_class WHERE oid >= 16384 UNION ALL SELECT oid || ' type ' || typname FROM pg_type WHERE oid >= 16384")
                .Select(static line => line.Split(' ', 2))
                .ToDictionary(static parts => uint.Parse(parts[0], CultureInfo.InvariantCulture), static parts => parts[1]);
        }

        Baseline = DatabaseDump.Of(_template);
        _dropping = Task.Factory.StartNew(DropAll, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>The names of the template's own tables and types, which have the same oids in each copy.</summary>
    public IReadOnlyDictionary<uint, string> ObjectNames { get; }

    /// <summary>The template's dump.</summary>
    public IReadOnlyList<string> Baseline { get; }

    /// <summary>A database at its baseline.</summary>
    public WireDatabase Take(bool mayBeUsed) => mayBeUsed && _used.TryTake(out WireDatabase? used) ? used : new(CreateDatabase());

    /// <summary>Gives back a database that is at its baseline.</summary>
    public void GiveBack(WireDatabase database) => _used.Add(database);

    /// <summary>Has a database dropped, at some time.</summary>
    public void Drop(WireDatabase database)
    {
        database.Dispose();
        _dropped.Add(database);
    }

    public WireEndpoint CreateDatabase()
    {
        // All names have one length: a message's position of an error must not move.
        WireEndpoint database = _maintenance with { Database = string.Create(CultureInfo.InvariantCulture, $"wire_{Interlocked.Increment(ref _count):00000}") };
        // Copying the files is several times faster here than logging their pages, which is the default since there is a choice (PostgreSQL 15).
        _ = Ask($"CREATE DATABASE {database.Database} TEMPLATE {_template.Database}{_strategy}");
        return database;
    }

    /// <summary>Whether a session of the database is in pg_sleep, seen from outside.</summary>
    public bool Sleeps(string database) => Ask($"SELECT count(*) FROM pg_stat_activity WHERE datname = '{database}' AND wait_event = 'PgSleep'")[0] != "0";

    public void Dispose()
    {
        _dropped.CompleteAdding();
        _dropping.Wait();
        foreach (WireDatabase database in _used)
        {
            database.Dispose();
        }

        _dropped.Dispose();
        _owner.Dispose();
        _server.Dispose();
    }

    private List<string> Ask(string sql)
    {
        lock (_lock)
        {
            return _owner.Ask(sql);
        }
    }

    private void DropAll()
    {
        using WireClient client = WireClient.Ready(_maintenance);
        foreach (WireDatabase database in _dropped.GetConsumingEnumerable())
        {
            client.Ask($"DROP DATABASE {database.Endpoint.Database} WITH (FORCE)");
        }
    }
}
