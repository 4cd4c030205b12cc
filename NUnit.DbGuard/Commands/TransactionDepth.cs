namespace NUnit.DbGuard.Commands;

/// <summary>How deep in transactions and savepoints a client is, as its own statements tell.</summary>
internal static class TransactionDepth
{
    /// <summary>The depth after a statement.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="depth">The depth before it.</param>
    /// <param name="hasFailed">Whether it has changed nothing.</param>
    public static int After(string sql, int depth, bool hasFailed)
    {
        string[] words = sql.Split([' ', '\t', '\r', '\n', ';'], 4, StringSplitOptions.RemoveEmptyEntries);
        string first = words.Length > 0 ? words[0].ToUpperInvariant() : string.Empty;
        bool isToSavepoint = words.Length > 1 && (words[1].Equals("TO", StringComparison.OrdinalIgnoreCase)
            || (words.Length > 2 && words[2].Equals("TO", StringComparison.OrdinalIgnoreCase)));
        return (first, hasFailed) switch
        {
            ("BEGIN" or "START", false) => 1,
            ("COMMIT" or "END" or "ABORT", _) => 0,
            ("ROLLBACK", false) => isToSavepoint ? depth : 0,
            ("SAVEPOINT", false) => depth + 1,
            ("RELEASE", false) => Math.Max(depth - 1, 0),
            _ => depth,
        };
    }
}
