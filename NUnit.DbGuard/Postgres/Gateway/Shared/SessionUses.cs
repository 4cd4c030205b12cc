namespace NUnit.DbGuard.Postgres.Gateway.Shared;

/// <summary>What a text or a routine uses that belongs to the server session, or to its transaction: all clients of a test share both.</summary>
[Flags]
internal enum SessionUses
{
    None = 0,

    /// <summary>Asks who the session is, what it has, or which transaction it is in.</summary>
    View = 1,

    /// <summary>Asks what a sequence gave last.</summary>
    SequenceMemory = 2,

    /// <summary>Notifies.</summary>
    Notification = 4,

    /// <summary>Takes, tries or gives back an advisory lock.</summary>
    AdvisoryLock = 8,

    /// <summary>Sets something by name.</summary>
    Setting = 16,

    /// <summary>Sets something, and its name, or whether it is for the transaction only, cannot be read.</summary>
    UnknownSetting = 32,

    /// <summary>Asks when the transaction began.</summary>
    Time = 64,

    /// <summary>Opens a large object.</summary>
    Descriptor = 128,

    /// <summary>Opens a cursor.</summary>
    Cursor = 256,
}
