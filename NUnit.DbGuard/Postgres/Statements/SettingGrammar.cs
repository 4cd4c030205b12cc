namespace NUnit.DbGuard.Postgres.Statements;

/// <summary>The statements about settings. Source: <c>VariableSetStmt</c> and its neighbours in the server's <c>parser/gram.y</c>.</summary>
internal static class SettingGrammar
{
    // SET [SESSION | LOCAL] …, SET CONSTRAINTS …
    public static Statement Set(ref TokenCursor cursor)
    {
        if (cursor.TryTake("CONSTRAINTS"u8))
        {
            return Constraints(ref cursor);
        }

        bool isLocal = false;
        TokenCursor ahead = cursor;
        if ((ahead.TryTake("LOCAL"u8) || ahead.TryTake("SESSION"u8)) && !IsAtValue(ahead) && !ahead.IsAt("AUTHORIZATION"u8))
        {
            isLocal = cursor.IsAt("LOCAL"u8);
            cursor = ahead;
        }

        if (cursor.TryTake("CHARACTERISTICS"u8, "AS"u8))
        {
            return cursor.TryTake("TRANSACTION"u8)
                ? TransactionGrammar.WithModes(ref cursor, StatementKind.SetSessionCharacteristics, mayBeNone: false)
                : default;
        }

        if (cursor.TryTake("TRANSACTION"u8, "SNAPSHOT"u8))
        {
            return TransactionGrammar.TwoPhase(ref cursor, StatementKind.SetTransactionSnapshot);
        }

        ahead = cursor;
        if (ahead.TryTake("TRANSACTION"u8) && !IsAtValue(ahead))
        {
            return TransactionGrammar.WithModes(ref ahead, StatementKind.SetTransaction, mayBeNone: false);
        }

        return TryTakeSpokenName(ref cursor, out TextSpan name) || (cursor.TryTakeQualifiedName(out name) && TryTakeAssignment(ref cursor))
            ? new(StatementKind.Set) { Name = name, Argument = cursor.Rest, IsLocal = isLocal }
            : default;
    }

    // RESET name | ALL
    public static Statement Reset(ref TokenCursor cursor)
    {
        if (cursor.TryTake("ALL"u8))
        {
            return cursor.IsAtEnd ? new(StatementKind.ResetAll) : default;
        }

        return Setting(ref cursor, StatementKind.Reset);
    }

    // SHOW name | ALL
    public static Statement Show(ref TokenCursor cursor)
    {
        TextSpan name = cursor.Current.Span;
        if (cursor.TryTake("ALL"u8))
        {
            return cursor.IsAtEnd ? new(StatementKind.Show) { Name = name } : default;
        }

        return Setting(ref cursor, StatementKind.Show);
    }

    // DISCARD ALL | PLANS | SEQUENCES | TEMP | TEMPORARY
    public static Statement Discard(ref TokenCursor cursor)
    {
        TextSpan name = cursor.Current.Span;
        StatementKind kind = cursor.TryTake("ALL"u8) ? StatementKind.DiscardAll
            : cursor.TryTake("PLANS"u8) || cursor.TryTake("SEQUENCES"u8) || cursor.TryTake("TEMP"u8) || cursor.TryTake("TEMPORARY"u8) ? StatementKind.Discard
            : StatementKind.Other;
        return kind != StatementKind.Other && cursor.IsAtEnd ? new(kind) { Name = name } : default;
    }

    // SET CONSTRAINTS ALL | names, DEFERRED | IMMEDIATE
    private static Statement Constraints(ref TokenCursor cursor)
    {
        TextSpan argument = cursor.Rest;
        if (!cursor.TryTake("ALL"u8))
        {
            do
            {
                if (!cursor.TryTakeQualifiedName(out _))
                {
                    return default;
                }
            }
            while (cursor.TryTake(SqlTokenKind.Comma));
        }

        return (cursor.TryTake("DEFERRED"u8) || cursor.TryTake("IMMEDIATE"u8)) && cursor.IsAtEnd
            ? new(StatementKind.SetConstraints) { Argument = argument }
            : default;
    }

    private static Statement Setting(ref TokenCursor cursor, StatementKind kind)
    {
        int start = cursor.Current.Span.Start;
        TokenCursor ahead = cursor;
        if (ahead.TryTake("TRANSACTION"u8, "ISOLATION"u8) && ahead.IsAt("LEVEL"u8))
        {
            TextSpan level = ahead.Current.Span;
            ahead.Advance();
            return ahead.IsAtEnd ? new(kind) { Name = TextSpan.Between(start, level.End) } : default;
        }

        ahead = cursor;
        TextSpan second = default;
        if ((ahead.TryTake("TIME"u8) && TryTakeSpan(ref ahead, "ZONE"u8, out second))
            || (ahead.TryTake("SESSION"u8) && TryTakeSpan(ref ahead, "AUTHORIZATION"u8, out second)))
        {
            return ahead.IsAtEnd ? new(kind) { Name = TextSpan.Between(start, second.End) } : default;
        }

        return cursor.TryTakeQualifiedName(out TextSpan name) && cursor.IsAtEnd ? new(kind) { Name = name } : default;
    }

    // The settings with a syntax of their own: SET TIME ZONE 'UTC' and no TO.
    private static bool TryTakeSpokenName(ref TokenCursor cursor, out TextSpan name)
    {
        TokenCursor ahead = cursor;
        TextSpan first = ahead.Current.Span;
        TextSpan last = first;
        bool isSpoken = ahead.TryTake("NAMES"u8) || ahead.TryTake("SCHEMA"u8) || ahead.TryTake("ROLE"u8) || ahead.TryTake("SEED"u8)
            || (ahead.TryTake("TIME"u8) && TryTakeSpan(ref ahead, "ZONE"u8, out last))
            || (ahead.TryTake("SESSION"u8) && TryTakeSpan(ref ahead, "AUTHORIZATION"u8, out last))
            || (ahead.TryTake("XML"u8) && TryTakeSpan(ref ahead, "OPTION"u8, out last));
        name = TextSpan.Between(first.Start, last.End);
        if (!isSpoken || IsAtValue(ahead))
        {
            return false;
        }

        cursor = ahead;
        return true;
    }

    private static bool TryTakeSpan(ref TokenCursor cursor, ReadOnlySpan<byte> keyword, out TextSpan span)
    {
        span = cursor.Current.Span;
        return cursor.TryTake(keyword);
    }

    // After this a word was a name, not a keyword.
    private static bool IsAtValue(TokenCursor cursor) =>
        cursor.IsAt("TO"u8) || cursor.IsAtOperator("="u8) || cursor.Current.Kind == SqlTokenKind.Dot || cursor.IsAt("FROM"u8);

    private static bool TryTakeAssignment(ref TokenCursor cursor)
    {
        if (cursor.IsAtOperator("="u8))
        {
            cursor.Advance();
            return true;
        }

        return cursor.TryTake("TO"u8) || cursor.TryTake("FROM"u8, "CURRENT"u8);
    }
}
