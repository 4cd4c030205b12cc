namespace NUnit.DbGuard.Postgres.Statements;

/// <summary>Says what a statement is, by its first word and the grammar that goes with it.</summary>
/// <remarks>
/// A kind is only given to a statement that is understood to its end, but for what its <see cref="Statement.Argument"/> holds. With anything left over it is <see cref="StatementKind.Other"/>, and goes to
/// the server as it is: a syntax error is then the server's own, and nothing is taken for a COMMIT that the server would not take for one.
/// </remarks>
internal static class StatementClassifier
{
    public static Statement Classify(ref TokenCursor cursor)
    {
        if (cursor.Current.Kind != SqlTokenKind.Word)
        {
            return default;
        }

        // By length first: most statements are told from all others by it and one comparison.
        return cursor.Current.Span.Length switch
        {
            2 => cursor.TryTake("DO"u8) ? new(StatementKind.Do) { Argument = cursor.Rest } : default,
            3 => ClassifyThree(ref cursor),
            4 => ClassifyFour(ref cursor),
            5 => ClassifyFive(ref cursor),
            6 => ClassifySix(ref cursor),
            7 => ClassifySeven(ref cursor),
            8 => ClassifyEight(ref cursor),
            9 => cursor.TryTake("SAVEPOINT"u8) ? TransactionGrammar.Savepoint(ref cursor) : default,
            10 => cursor.TryTake("DEALLOCATE"u8) ? SessionGrammar.Deallocate(ref cursor) : default,
            _ => default,
        };
    }

    private static Statement ClassifyThree(ref TokenCursor cursor) =>
        cursor.TryTake("SET"u8) ? SettingGrammar.Set(ref cursor)
        : cursor.TryTake("END"u8) ? TransactionGrammar.Commit(ref cursor)
        : default;

    private static Statement ClassifyFour(ref TokenCursor cursor) =>
        cursor.TryTake("COPY"u8) ? CopyGrammar.Copy(ref cursor)
        : cursor.TryTake("CALL"u8) ? new(StatementKind.Call) { Argument = cursor.Rest }
        : cursor.TryTake("LOCK"u8) ? new(StatementKind.Lock) { Argument = cursor.Rest }
        : cursor.TryTake("SHOW"u8) ? SettingGrammar.Show(ref cursor)
        : cursor.TryTake("MOVE"u8) ? SessionGrammar.Fetch(ref cursor, StatementKind.Move)
        : cursor.TryTake("DROP"u8) ? OutsideTransactionGrammar.Drop(ref cursor)
        : default;

    private static Statement ClassifyFive(ref TokenCursor cursor) =>
        cursor.TryTake("BEGIN"u8) ? TransactionGrammar.Begin(ref cursor)
        : cursor.TryTake("START"u8) ? TransactionGrammar.Start(ref cursor)
        : cursor.TryTake("ABORT"u8) ? TransactionGrammar.Abort(ref cursor)
        : cursor.TryTake("RESET"u8) ? SettingGrammar.Reset(ref cursor)
        : cursor.TryTake("FETCH"u8) ? SessionGrammar.Fetch(ref cursor, StatementKind.Fetch)
        : cursor.TryTake("CLOSE"u8) ? SessionGrammar.Close(ref cursor)
        : cursor.TryTake("ALTER"u8) ? OutsideTransactionGrammar.Alter(ref cursor)
        : default;

    private static Statement ClassifySix(ref TokenCursor cursor) =>
        cursor.TryTake("COMMIT"u8) ? TransactionGrammar.CommitOrPrepared(ref cursor)
        : cursor.TryTake("LISTEN"u8) ? SessionGrammar.Named(ref cursor, StatementKind.Listen)
        : cursor.TryTake("NOTIFY"u8) ? SessionGrammar.Notify(ref cursor)
        : cursor.TryTake("CREATE"u8) ? OutsideTransactionGrammar.Create(ref cursor)
        : cursor.TryTake("VACUUM"u8) ? new(StatementKind.OutsideTransaction)
        : default;

    private static Statement ClassifySeven(ref TokenCursor cursor) =>
        cursor.TryTake("RELEASE"u8) ? TransactionGrammar.Release(ref cursor)
        : cursor.TryTake("PREPARE"u8) ? SessionGrammar.Prepare(ref cursor)
        : cursor.TryTake("EXECUTE"u8) ? SessionGrammar.Execute(ref cursor)
        : cursor.TryTake("DECLARE"u8) ? SessionGrammar.Declare(ref cursor)
        : cursor.TryTake("DISCARD"u8) ? SettingGrammar.Discard(ref cursor)
        : cursor.TryTake("EXPLAIN"u8) ? SessionGrammar.Explain(ref cursor)
        : cursor.TryTake("REINDEX"u8) ? OutsideTransactionGrammar.Reindex(ref cursor)
        : cursor.TryTake("CLUSTER"u8) ? OutsideTransactionGrammar.Cluster(ref cursor)
        : default;

    private static Statement ClassifyEight(ref TokenCursor cursor) =>
        cursor.TryTake("ROLLBACK"u8) ? TransactionGrammar.Rollback(ref cursor)
        : cursor.TryTake("UNLISTEN"u8) ? SessionGrammar.Unlisten(ref cursor)
        : default;
}
