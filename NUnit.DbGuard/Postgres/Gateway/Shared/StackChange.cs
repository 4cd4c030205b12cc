namespace NUnit.DbGuard.Postgres.Gateway.Shared;

/// <summary>What the server must still do to have the same savepoints as the stack.</summary>
internal enum StackChangeKind
{
    /// <summary>Begin the test's transaction.</summary>
    Begin,

    /// <summary>Make the frame's savepoint.</summary>
    Savepoint,

    /// <summary>Release it, and all above.</summary>
    Release,

    /// <summary>Undo what came after it; it stays.</summary>
    RollBackTo,
}

/// <summary>One such change.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Frame">With which frame; <see langword="null"/> for <see cref="StackChangeKind.Begin"/>.</param>
internal readonly record struct StackChange(StackChangeKind Kind, TransactionFrame? Frame)
{
    public string Sql => Kind switch
    {
        StackChangeKind.Begin => "BEGIN",
        StackChangeKind.Savepoint => $"SAVEPOINT _dbguard_{Frame!.Depth}",
        StackChangeKind.Release => $"RELEASE SAVEPOINT _dbguard_{Frame!.Depth}",
        StackChangeKind.RollBackTo => $"ROLLBACK TO SAVEPOINT _dbguard_{Frame!.Depth}",
        _ => throw new InvalidOperationException($"Unknown change {Kind}."),
    };
}
