namespace NUnit.DbGuard.Postgres.Statements;

/// <summary>The statements that begin, end and divide transactions. Source: <c>TransactionStmt</c> in the server's <c>parser/gram.y</c>.</summary>
internal static class TransactionGrammar
{
    // BEGIN [WORK | TRANSACTION] [modes]
    public static Statement Begin(ref TokenCursor cursor)
    {
        SkipWorkOrTransaction(ref cursor);
        return WithModes(ref cursor, StatementKind.Begin, mayBeNone: true);
    }

    // START TRANSACTION [modes]
    public static Statement Start(ref TokenCursor cursor) =>
        cursor.TryTake("TRANSACTION"u8) ? WithModes(ref cursor, StatementKind.StartTransaction, mayBeNone: true) : default;

    // COMMIT PREPARED 'id', or as END
    public static Statement CommitOrPrepared(ref TokenCursor cursor) =>
        cursor.TryTake("PREPARED"u8) ? TwoPhase(ref cursor, StatementKind.CommitPrepared) : Commit(ref cursor);

    // END [WORK | TRANSACTION] [AND [NO] CHAIN]
    public static Statement Commit(ref TokenCursor cursor)
    {
        SkipWorkOrTransaction(ref cursor);
        return Chain(ref cursor, StatementKind.Commit);
    }

    // ABORT [WORK | TRANSACTION] [AND [NO] CHAIN]
    public static Statement Abort(ref TokenCursor cursor)
    {
        SkipWorkOrTransaction(ref cursor);
        return Chain(ref cursor, StatementKind.Rollback);
    }

    // ROLLBACK PREPARED 'id', ROLLBACK [WORK | TRANSACTION] TO [SAVEPOINT] name, or as ABORT
    public static Statement Rollback(ref TokenCursor cursor)
    {
        if (cursor.TryTake("PREPARED"u8))
        {
            return TwoPhase(ref cursor, StatementKind.RollbackPrepared);
        }

        SkipWorkOrTransaction(ref cursor);
        return cursor.TryTake("TO"u8) ? NamedSavepoint(ref cursor, StatementKind.RollbackTo) : Chain(ref cursor, StatementKind.Rollback);
    }

    // SAVEPOINT name
    public static Statement Savepoint(ref TokenCursor cursor) => SessionGrammar.Named(ref cursor, StatementKind.Savepoint);

    // RELEASE [SAVEPOINT] name
    public static Statement Release(ref TokenCursor cursor) => NamedSavepoint(ref cursor, StatementKind.Release);

    /// <summary>A string and nothing more.</summary>
    public static Statement TwoPhase(ref TokenCursor cursor, StatementKind kind) =>
        cursor.TryTake(SqlTokenKind.String, out TextSpan identifier) && cursor.IsAtEnd ? new(kind) { Name = identifier } : default;

    /// <summary>Transaction modes and nothing more.</summary>
    public static Statement WithModes(ref TokenCursor cursor, StatementKind kind, bool mayBeNone)
    {
        TransactionModes modes = default;
        if (cursor.IsAtEnd)
        {
            return mayBeNone ? new(kind) : default;
        }

        while (true)
        {
            if (!TryTakeMode(ref cursor, ref modes))
            {
                return default;
            }

            if (cursor.IsAtEnd)
            {
                return new(kind) { Modes = modes };
            }

            // The comma between two modes may be left out.
            cursor.TryTake(SqlTokenKind.Comma);
        }
    }

    private static void SkipWorkOrTransaction(ref TokenCursor cursor) => _ = cursor.TryTake("WORK"u8) || cursor.TryTake("TRANSACTION"u8);

    private static Statement Chain(ref TokenCursor cursor, StatementKind kind)
    {
        bool isChained = false;
        if (cursor.TryTake("AND"u8))
        {
            isChained = !cursor.TryTake("NO"u8);
            if (!cursor.TryTake("CHAIN"u8))
            {
                return default;
            }
        }

        return cursor.IsAtEnd ? new(kind) { IsChained = isChained } : default;
    }

    // SAVEPOINT may be the keyword, or the name itself when nothing follows.
    private static Statement NamedSavepoint(ref TokenCursor cursor, StatementKind kind)
    {
        TokenCursor ahead = cursor;
        if (ahead.TryTake("SAVEPOINT"u8) && !ahead.IsAtEnd)
        {
            cursor = ahead;
        }

        return SessionGrammar.Named(ref cursor, kind);
    }

    private static bool TryTakeMode(ref TokenCursor cursor, ref TransactionModes modes)
    {
        if (cursor.TryTake("READ"u8, "ONLY"u8))
        {
            modes = modes with { IsReadOnly = true };
        }
        else if (cursor.TryTake("READ"u8, "WRITE"u8))
        {
            modes = modes with { IsReadOnly = false };
        }
        else if (cursor.TryTake("DEFERRABLE"u8))
        {
            modes = modes with { IsDeferrable = true };
        }
        else if (cursor.TryTake("NOT"u8, "DEFERRABLE"u8))
        {
            modes = modes with { IsDeferrable = false };
        }
        else if (cursor.TryTake("ISOLATION"u8, "LEVEL"u8) && TryTakeLevel(ref cursor) is { } level)
        {
            modes = modes with { Isolation = level };
        }
        else
        {
            return false;
        }

        return true;
    }

    private static TransactionIsolation? TryTakeLevel(ref TokenCursor cursor) =>
        cursor.TryTake("READ"u8, "UNCOMMITTED"u8) ? TransactionIsolation.ReadUncommitted
        : cursor.TryTake("READ"u8, "COMMITTED"u8) ? TransactionIsolation.ReadCommitted
        : cursor.TryTake("REPEATABLE"u8, "READ"u8) ? TransactionIsolation.RepeatableRead
        : cursor.TryTake("SERIALIZABLE"u8) ? TransactionIsolation.Serializable
        : null;
}
