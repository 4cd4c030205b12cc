using System.Diagnostics;

namespace NUnit.DbGuard.Commands;

/// <summary>A statement that a test's database was asked to run, and what became of it.</summary>
/// <remarks>Written by the thread that runs it, read when its test has ended. One of SQLite's is logged when it begins, one of PostgreSQL's when it was answered.</remarks>
/// <param name="database">The database's name in the set-up fixture.</param>
/// <param name="sql">The text, as it was sent.</param>
/// <param name="begin">When it was asked for, as <see cref="Stopwatch.GetTimestamp"/> tells.</param>
internal sealed class LoggedStatement(string database, string sql, long begin)
{
    public string Database { get; } = database;

    public string Sql { get; } = sql;

    public long Begin { get; } = begin;

    /// <summary>Which one of its text's statements it is; <see langword="null"/>: the text is one.</summary>
    public int? Part { get; init; }

    /// <summary>Whether it begins or ends a transaction, or is a setting of SQLite's: it is shown, and does not count.</summary>
    public bool IsControl { get; init; }

    /// <summary>Whether it only reads: such as these are what a loop asks for again and again.</summary>
    public bool IsQuery { get; init; }

    /// <summary>Whether it mentions secrets in what is not kept of its text.</summary>
    public bool IsSecret { get; init; }

    /// <summary>Who has asked, in words; <see langword="null"/>: nothing tells one from another.</summary>
    public string? Client { get; init; }

    /// <summary>The number that the client was told, by which its driver's events are found; 0: there is none.</summary>
    public int ClientNumber { get; init; }

    /// <summary>The values of its parameters; <see langword="null"/>: it has none.</summary>
    public IStatementValues? Values { get; init; }

    /// <summary>Where in the user's code; <see langword="null"/>: it was not looked for, or only the driver's events tell.</summary>
    public StackTrace? Place { get; set; }

    /// <summary>Where the connection was opened; <see langword="null"/>: not told. On SQLite a stack costs more than a statement, and this one is there.</summary>
    public StackTrace? OpenedAt { get; init; }

    /// <summary>How long it ran, in ticks of <see cref="Stopwatch"/>.</summary>
    public long Ticks { get; private set; }

    /// <summary>The log that it is in.</summary>
    public StatementLog? Log { private get; set; }

    /// <summary>How many rows it has returned or written; <see langword="null"/>: not told.</summary>
    public long? Rows { get; set; }

    /// <summary>What the server said when it failed; <see langword="null"/>: it has not.</summary>
    public string? Failure { get; set; }

    /// <summary>Adds to how long it ran.</summary>
    public void Take(long ticks)
    {
        Ticks += ticks;
        Log?.AddTime(ticks);
    }
}
