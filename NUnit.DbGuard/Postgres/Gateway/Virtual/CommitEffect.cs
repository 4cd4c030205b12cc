namespace NUnit.DbGuard.Postgres.Gateway.Virtual;

/// <summary>What a COMMIT makes true.</summary>
internal enum CommitEffectKind
{
    /// <summary>The client listens to the channel.</summary>
    Listen,

    /// <summary>It does so no more.</summary>
    Unlisten,

    /// <summary>It listens to none.</summary>
    UnlistenAll,

    /// <summary>Those who listen to the channel are notified.</summary>
    Notify,

    /// <summary>The cursor is closed.</summary>
    CloseCursor,

    /// <summary>The cursors that functions have opened are closed: no client has declared them.</summary>
    CloseOpenedCursors,

    /// <summary>A statement is run first, as for a temporary table's <c>ON COMMIT</c>.</summary>
    Run,
}

/// <summary>One effect.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">The channel or cursor, or the statement.</param>
/// <param name="Payload">The notification's text.</param>
internal readonly record struct CommitEffect(CommitEffectKind Kind, string Name, string Payload = "");
