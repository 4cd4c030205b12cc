using System.Globalization;
using Npgsql;
using NUnit.DbGuard.Postgres.Server;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

/// <summary>A throw-away server with the scripts' template, from which each run gets a database of its own.</summary>
internal sealed class WireServer : IDisposable
{
    private readonly PostgresServer _server;
    private readonly WireEndpoint _maintenance;
    private readonly WireEndpoint _template;
    private readonly WireClient _owner;
    private readonly string _strategy;
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
    }

    /// <summary>The names of the template's own tables and types, which have the same oids in each copy.</summary>
    public IReadOnlyDictionary<uint, string> ObjectNames { get; }

    /// <summary>The template's dump.</summary>
    public IReadOnlyList<string> Baseline { get; }

    public WireEndpoint CreateDatabase()
    {
        // All names have one length: a message's position of an error must not move.
        WireEndpoint database = _maintenance with { Database = string.Create(CultureInfo.InvariantCulture, $"wire_{_count++:00000}") };
        // Copying the files is several times faster here than logging their pages, which is the default since there is a choice (PostgreSQL 15).
        _owner.Ask($"CREATE DATABASE {database.Database} TEMPLATE {_template.Database}{_strategy}");
        return database;
    }

    /// <summary>Whether a session of the database is in pg_sleep, seen from outside.</summary>
    public bool Sleeps(string database) => _owner.Ask($"SELECT count(*) FROM pg_stat_activity WHERE datname = '{database}' AND wait_event = 'PgSleep'")[0] != "0";

    public void Drop(WireEndpoint database) => _owner.Ask($"DROP DATABASE {database.Database} WITH (FORCE)");

    public void Dispose()
    {
        _owner.Dispose();
        _server.Dispose();
    }
}
