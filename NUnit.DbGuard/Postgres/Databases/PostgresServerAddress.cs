using Npgsql;
using NUnit.DbGuard.Errors;

namespace NUnit.DbGuard.Postgres.Databases;

/// <summary>The server that a test database is made on, and how it is reached.</summary>
internal sealed class PostgresServerAddress
{
    /// <summary>What each connection of our own is called on the server, unless it says more.</summary>
    public const string OwnName = "NUnit.DbGuard";

    /// <summary>The database that every server has for work that belongs to none.</summary>
    public const string DefaultMaintenanceDatabase = "postgres";

    // What belongs to a server and not to a database: another server has its own.
    private static readonly string[] s_ofServer =
    [
        "Host", "Port", "Username", "Password", "Passfile", "SSL Mode", "SSL Certificate", "SSL Key", "SSL Password", "Root Certificate", "Channel Binding",
        "GSS Encryption Mode", "Kerberos Service Name", "Include Realm", "Persist Security Info", "Require Auth", "Target Session Attributes", "Load Balance Hosts",
        "Check Certificate Revocation", "SSL Negotiation",
    ];

    private readonly NpgsqlConnectionStringBuilder _server;

    private PostgresServerAddress(NpgsqlConnectionStringBuilder server, bool isThrowAway, string? configuredDatabase)
    {
        _server = server;
        IsThrowAway = isThrowAway;
        MaintenanceDatabases = configuredDatabase is null or DefaultMaintenanceDatabase ? [DefaultMaintenanceDatabase] : [DefaultMaintenanceDatabase, configuredDatabase];
    }

    /// <summary>Whether the server ends with the run.</summary>
    public bool IsThrowAway { get; }

    /// <summary>The databases from which others are made and dropped, and in which our locks are: the first that may be used. Nothing is written to them.</summary>
    public IReadOnlyList<string> MaintenanceDatabases { get; }

    /// <summary>Where it is, for messages.</summary>
    public string Shown => $"Host={_server.Host};Port={_server.Port};Username={_server.Username}";

    /// <summary>What a person types to look at a database. Without the password, which an output must not have.</summary>
    public string ShellTo(string database) => $"psql -h {_server.Host} -p {_server.Port} -U {_server.Username} -d \"{database}\"";

    /// <summary>Finds the server of a database.</summary>
    /// <param name="name">The database's name in the catalog.</param>
    /// <param name="given">The connection string of the catalog; <see langword="null"/>: none.</param>
    /// <param name="setting">The setting <c>postgres</c>, which wins over the catalog's server; <see langword="null"/>: none.</param>
    /// <param name="throwAway">The server to start where neither names one.</param>
    /// <exception cref="DatabaseSetUpException">DBG7030: the connection string names no server. DBG7020 to DBG7029: none could be started.</exception>
    public static PostgresServerAddress Of(string name, NpgsqlConnectionStringBuilder? given, string? setting, RunServer throwAway)
    {
        if (setting is null)
        {
            return given is null ? new(new(throwAway.Start()), isThrowAway: true, configuredDatabase: null)
                : string.IsNullOrEmpty(given.Host) ? throw PostgresDatabaseErrors.BadConnectionString(name, "it names no 'Host'")
                : new(new(given.ConnectionString), isThrowAway: false, given.Database);
        }

        NpgsqlConnectionStringBuilder server = new(setting);
        if (given is null)
        {
            return new(server, isThrowAway: false, server.Database);
        }

        NpgsqlConnectionStringBuilder merged = new(given.ConnectionString);
        foreach (string keyword in s_ofServer)
        {
            _ = merged.Remove(keyword);
        }

        foreach (string keyword in server.Keys)
        {
            merged[keyword] = server[keyword];
        }

        return new(merged, isThrowAway: false, server.Database ?? given.Database);
    }

    /// <summary>For work of our own.</summary>
    public string Own(string database, string applicationName, TimeSpan statementLimit) => new NpgsqlConnectionStringBuilder(_server.ConnectionString)
    {
        Database = database,
        ApplicationName = applicationName,
        Pooling = false,
        Enlist = false,
        Multiplexing = false,
        SearchPath = string.Empty,
        Options = string.Empty,
        CommandTimeout = (int)statementLimit.TotalSeconds,
    }.ConnectionString;

    /// <summary>For schema and seed, straight to the server. Its connections are not pooled: closed means closed.</summary>
    public string Direct(string database) => new NpgsqlConnectionStringBuilder(_server.ConnectionString) { Database = database, Pooling = false }.ConnectionString;
}
