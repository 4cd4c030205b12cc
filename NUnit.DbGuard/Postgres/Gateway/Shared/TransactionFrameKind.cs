namespace NUnit.DbGuard.Postgres.Gateway.Shared;

/// <summary>What a frame of the shared transaction stands for.</summary>
internal enum TransactionFrameKind
{
    /// <summary>A test's work on top of its suite's one-time data.</summary>
    Layer,

    /// <summary>One group outside of a transaction block: it is a transaction of its own.</summary>
    Group,

    /// <summary>A client's transaction block.</summary>
    Block,

    /// <summary>A savepoint of a client's.</summary>
    Savepoint,
}
