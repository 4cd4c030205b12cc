namespace NUnit.DbGuard.Postgres.Databases;

/// <summary>How long the making of a test database may wait for the server, and for other runs.</summary>
internal sealed record PostgresLimits
{
    public static PostgresLimits Default { get; } = new();

    /// <summary>For another run that makes or drops a database; migrations and seeds are not part of that.</summary>
    /// <value>Default 60 s; some tenths of one are usual.</value>
    public TimeSpan Creation { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>For one statement of our own; creating and dropping a database are the slowest.</summary>
    /// <value>Default 120 s.</value>
    public TimeSpan Statement { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>For the session of a process of this machine that is gone: the server notices that at once, but not sooner.</summary>
    /// <value>Default 5 s.</value>
    public TimeSpan DeadHolder { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For the server's ends of connections that set-up code has closed.</summary>
    /// <value>Default 0.5 s; what is there afterwards was left open.</value>
    public TimeSpan Closing { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>For sessions that were told to end.</summary>
    /// <value>Default 10 s.</value>
    public TimeSpan Termination { get; init; } = TimeSpan.FromSeconds(10);
}
