namespace NUnit.DbGuard.Postgres.Statements;

/// <summary>The statements about what a session holds by name: prepared statements, cursors, channels.</summary>
internal static class SessionGrammar
{
    /// <summary>A name and nothing more.</summary>
    public static Statement Named(ref TokenCursor cursor, StatementKind kind) =>
        cursor.TryTakeName(out TextSpan name) && cursor.IsAtEnd ? new(kind) { Name = name } : default;

    // UNLISTEN name | *
    public static Statement Unlisten(ref TokenCursor cursor)
    {
        if (!cursor.IsAtOperator("*"u8))
        {
            return Named(ref cursor, StatementKind.Unlisten);
        }

        cursor.Advance();
        return cursor.IsAtEnd ? new(StatementKind.UnlistenAll) : default;
    }

    // NOTIFY name [, 'payload']
    public static Statement Notify(ref TokenCursor cursor)
    {
        if (!cursor.TryTakeName(out TextSpan name))
        {
            return default;
        }

        TextSpan payload = default;
        return (!cursor.TryTake(SqlTokenKind.Comma) || cursor.TryTake(SqlTokenKind.String, out payload)) && cursor.IsAtEnd
            ? new(StatementKind.Notify) { Name = name, Argument = payload }
            : default;
    }

    // PREPARE TRANSACTION 'id', PREPARE name [(types)] AS …
    public static Statement Prepare(ref TokenCursor cursor)
    {
        TokenCursor ahead = cursor;
        if (ahead.TryTake("TRANSACTION"u8) && ahead.Current.Kind == SqlTokenKind.String)
        {
            return TransactionGrammar.TwoPhase(ref ahead, StatementKind.PrepareTransaction);
        }

        if (!cursor.TryTakeName(out TextSpan name))
        {
            return default;
        }

        TextSpan argument = cursor.Rest;
        return cursor.TrySkipParentheses() && cursor.TryTake("AS"u8) ? new(StatementKind.Prepare) { Name = name, Argument = argument } : default;
    }

    // EXECUTE name [(values)]
    public static Statement Execute(ref TokenCursor cursor) =>
        cursor.TryTakeName(out TextSpan name) ? new(StatementKind.Execute) { Name = name, Argument = cursor.Rest } : default;

    // EXPLAIN [(options)] [ANALYZE] [VERBOSE] EXECUTE …
    public static Statement Explain(ref TokenCursor cursor)
    {
        if (!cursor.TrySkipParentheses())
        {
            return default;
        }

        _ = cursor.TryTake("ANALYZE"u8) || cursor.TryTake("ANALYSE"u8);
        _ = cursor.TryTake("VERBOSE"u8);
        return cursor.TryTake("EXECUTE"u8) ? Execute(ref cursor) : default;
    }

    // DEALLOCATE [PREPARE] name | ALL
    public static Statement Deallocate(ref TokenCursor cursor)
    {
        TokenCursor ahead = cursor;
        if (ahead.TryTake("PREPARE"u8) && !ahead.IsAtEnd)
        {
            cursor = ahead;
        }

        if (cursor.TryTake("ALL"u8))
        {
            return cursor.IsAtEnd ? new(StatementKind.DeallocateAll) : default;
        }

        return Named(ref cursor, StatementKind.Deallocate);
    }

    // DECLARE name [options] CURSOR [WITH | WITHOUT HOLD] FOR …
    public static Statement Declare(ref TokenCursor cursor)
    {
        if (!cursor.TryTakeName(out TextSpan name))
        {
            return default;
        }

        while (cursor.TryTake("BINARY"u8) || cursor.TryTake("INSENSITIVE"u8) || cursor.TryTake("ASENSITIVE"u8)
            || cursor.TryTake("SCROLL"u8) || cursor.TryTake("NO"u8, "SCROLL"u8))
        {
        }

        if (!cursor.TryTake("CURSOR"u8))
        {
            return default;
        }

        bool isHoldable = cursor.TryTake("WITH"u8, "HOLD"u8);
        _ = !isHoldable && cursor.TryTake("WITHOUT"u8, "HOLD"u8);
        return cursor.TryTake("FOR"u8)
            ? new(StatementKind.DeclareCursor) { Name = name, Argument = cursor.Rest, IsHoldable = isHoldable }
            : default;
    }

    // CLOSE name | ALL
    public static Statement Close(ref TokenCursor cursor)
    {
        if (cursor.TryTake("ALL"u8))
        {
            return cursor.IsAtEnd ? new(StatementKind.CloseAllCursors) : default;
        }

        return Named(ref cursor, StatementKind.CloseCursor);
    }

    // FETCH [direction] [FROM | IN] name: whatever the direction, the name is what comes last.
    public static Statement Fetch(ref TokenCursor cursor, StatementKind kind)
    {
        TextSpan name = default;
        while (!cursor.IsAtEnd)
        {
            if (cursor.Current.Kind is not (SqlTokenKind.Word or SqlTokenKind.QuotedWord or SqlTokenKind.Number or SqlTokenKind.Operator))
            {
                return default;
            }

            name = cursor.IsAtName ? cursor.Current.Span : default;
            cursor.Advance();
        }

        return name.IsEmpty ? default : new(kind) { Name = name };
    }
}
