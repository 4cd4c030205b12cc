namespace NUnit.DbGuard.Postgres.Server;

/// <summary>How a throw-away server is found, started and stopped.</summary>
internal sealed record PostgresServerOptions
{
    /// <summary>The folder of PostgreSQL's programs.</summary>
    /// <value>Default <see langword="null"/>: it is looked for.</value>
    public string? BinariesFolder { get; init; }

    /// <summary>The folder that the server's own folder is made in.</summary>
    /// <value>Default <see langword="null"/>: a memory file system where there is one with room, else the folder for temporary files.</value>
    public string? Root { get; init; }

    /// <summary>Whether the server listens on a free port of 127.0.0.1 instead of a Unix socket in a private folder.</summary>
    /// <value>Default <see langword="false"/>. On TCP the password is the only thing that keeps other users of the machine out.</value>
    public bool UseTcp { get; init; }

    /// <summary>Whether logical decoding works.</summary>
    /// <value>Default <see langword="false"/>: the server writes the least to its log, and serves no replication.</value>
    public bool LogicalReplication { get; init; }

    /// <summary>Settings of the server, over the ones that it is started with anyway.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>How long the server may take until it answers, making its cluster included.</summary>
    /// <value>Default 60 s; about one is usual.</value>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the server may take to end before all its processes are killed.</summary>
    /// <value>Default 15 s: longer than the supervisor itself waits before it kills the server.</value>
    public TimeSpan StopLimit { get; init; } = TimeSpan.FromSeconds(15);
}
