namespace NUnit.DbGuard.Postgres.Gateway;

/// <summary>How long the gateway waits for what.</summary>
internal sealed record GatewayOptions
{
    /// <summary>How long a client waits for another's open transaction, counted from that one's last sign of life.</summary>
    /// <value>Default 10 s.</value>
    public TimeSpan OverlapLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long the client of an open transaction must have been silent before others run inside of it: long enough for a transaction that is being
    /// worked on, so that two that run at the same time come one after the other; short, because one that waits for the other's work is silent for good.
    /// </summary>
    /// <value>Default 25 ms.</value>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMilliseconds(25);

    /// <summary>How long the end of a test waits for what still runs, before it is cancelled; and then again, before the session is broken.</summary>
    /// <value>Default 5 s.</value>
    public TimeSpan FenceLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a cancel request may take.</summary>
    /// <value>Default 5 s.</value>
    public TimeSpan CancelLimit { get; init; } = TimeSpan.FromSeconds(5);
}
