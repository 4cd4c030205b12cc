namespace NUnit.DbGuard.Postgres.Statements;

/// <summary>
/// The statements that cannot run in a transaction block. Source: the calls of <c>PreventInTransactionBlock</c> in the server. Those that
/// depend on more than the text (subscriptions, partitioned tables) are known by the server's error, 25001, alone.
/// </summary>
internal static class OutsideTransactionGrammar
{
    private static Statement Found => new(StatementKind.OutsideTransaction);

    // CREATE DATABASE | TABLESPACE, CREATE [UNIQUE] INDEX CONCURRENTLY, and CREATE TABLE … AS EXECUTE
    public static Statement Create(ref TokenCursor cursor)
    {
        if (cursor.IsAt("DATABASE"u8) || cursor.IsAt("TABLESPACE"u8))
        {
            return Found;
        }

        _ = cursor.TryTake("UNIQUE"u8);
        if (cursor.TryTake("INDEX"u8))
        {
            return cursor.IsAt("CONCURRENTLY"u8) ? Found : default;
        }

        _ = cursor.TryTake("GLOBAL"u8) || cursor.TryTake("LOCAL"u8);
        _ = cursor.TryTake("TEMP"u8) || cursor.TryTake("TEMPORARY"u8) || cursor.TryTake("UNLOGGED"u8);
        return cursor.TryTake("TABLE"u8) ? TableAsExecute(ref cursor) : default;
    }

    // DROP DATABASE | TABLESPACE, DROP INDEX CONCURRENTLY
    public static Statement Drop(ref TokenCursor cursor) =>
        cursor.IsAt("DATABASE"u8) || cursor.IsAt("TABLESPACE"u8) || cursor.TryTake("INDEX"u8, "CONCURRENTLY"u8) ? Found : default;

    // ALTER SYSTEM, ALTER DATABASE … SET TABLESPACE, ALTER TABLE … DETACH PARTITION … CONCURRENTLY
    public static Statement Alter(ref TokenCursor cursor)
    {
        if (cursor.IsAt("SYSTEM"u8))
        {
            return Found;
        }

        if (cursor.TryTake("DATABASE"u8))
        {
            return cursor.TryTakeName(out _) && cursor.TryTake("SET"u8, "TABLESPACE"u8) ? Found : default;
        }

        if (!cursor.TryTake("TABLE"u8))
        {
            return default;
        }

        _ = cursor.TryTake("IF"u8, "EXISTS"u8);
        _ = cursor.TryTake("ONLY"u8);
        return cursor.TryTakeQualifiedName(out _) && cursor.TryTake("DETACH"u8, "PARTITION"u8)
            && cursor.TryTakeQualifiedName(out _) && cursor.IsAt("CONCURRENTLY"u8)
            ? Found
            : default;
    }

    // REINDEX [(options)] INDEX | TABLE | SCHEMA | DATABASE | SYSTEM [CONCURRENTLY] [name]
    public static Statement Reindex(ref TokenCursor cursor)
    {
        if (cursor.TryTake(SqlTokenKind.LeftParenthesis))
        {
            while (!cursor.IsAtEnd && cursor.Current.Kind != SqlTokenKind.RightParenthesis)
            {
                if (cursor.TryTake("CONCURRENTLY"u8) && IsOn(cursor))
                {
                    return Found;
                }

                cursor.Advance();
            }

            cursor.Advance();
        }

        if (cursor.IsAt("SCHEMA"u8) || cursor.IsAt("DATABASE"u8) || cursor.IsAt("SYSTEM"u8))
        {
            return Found;
        }

        return (cursor.TryTake("INDEX"u8) || cursor.TryTake("TABLE"u8)) && cursor.IsAt("CONCURRENTLY"u8) ? Found : default;
    }

    // CLUSTER [VERBOSE], CLUSTER (options): without a table it is all that were ever clustered.
    public static Statement Cluster(ref TokenCursor cursor)
    {
        if (!cursor.TrySkipParentheses())
        {
            return default;
        }

        _ = cursor.TryTake("VERBOSE"u8);
        return cursor.IsAtEnd ? Found : default;
    }

    private static bool IsOn(TokenCursor cursor) => !(cursor.IsAt("FALSE"u8) || cursor.IsAt("OFF"u8) || cursor.Current.Kind == SqlTokenKind.Number);

    private static Statement TableAsExecute(ref TokenCursor cursor)
    {
        _ = cursor.TryTake("IF"u8, "NOT"u8) && cursor.TryTake("EXISTS"u8);
        if (!cursor.TryTakeQualifiedName(out _) || !cursor.TrySkipParentheses())
        {
            return default;
        }

        // What may stand between: USING, WITH (…), ON COMMIT …, TABLESPACE.
        while (!cursor.IsAtEnd && !cursor.IsAt("AS"u8))
        {
            cursor.Advance();
        }

        return cursor.TryTake("AS"u8, "EXECUTE"u8) ? SessionGrammar.Execute(ref cursor) : default;
    }
}
