namespace NUnit.DbGuard.Postgres.Gateway;

/// <summary>How long the gateway waits for what.</summary>
internal sealed record GatewayOptions
{
    /// <summary>How long a client waits for another's open transaction, counted from that one's last sign of life.</summary>
    /// <value>Default 10 s.</value>
    public TimeSpan OverlapLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long the client of an open transaction must have been silent before others read inside of it: long enough for a transaction that is being
    /// worked on, so that two that run at the same time come one after the other; short, because one that waits for the other's work is silent for good.
    /// </summary>
    /// <value>Default 25 ms.</value>
    public TimeSpan ReadGrace { get; init; } = TimeSpan.FromMilliseconds(25);

    /// <summary>The same before others begin transactions or write inside of it: what they write is lost if it rolls back, so a client that is only slow, on a loaded machine, is given more.</summary>
    /// <value>Default 250 ms.</value>
    public TimeSpan WriteGrace { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long the end of a test waits for what still runs, before it is cancelled; and then again, before the session is broken.</summary>
    /// <value>Default 5 s.</value>
    public TimeSpan FenceLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the server may take to commit the work of a test whose state is kept, with what is deferred to the commit.</summary>
    /// <value>Default 30 s.</value>
    public TimeSpan CommitLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a cancel request may take.</summary>
    /// <value>Default 5 s.</value>
    public TimeSpan CancelLimit { get; init; } = TimeSpan.FromSeconds(5);
}
