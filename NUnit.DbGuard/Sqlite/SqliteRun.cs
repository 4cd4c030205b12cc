using NUnit.DbGuard.Commands;

namespace NUnit.DbGuard.Sqlite;

/// <summary>One run of a prepared statement, from its first step to its last.</summary>
/// <param name="statement">The native statement.</param>
/// <param name="sql">Its text.</param>
/// <param name="logged">What is told of it; <see langword="null"/>: no test is told.</param>
/// <param name="returnsRows">Whether its rows are read step by step.</param>
/// <param name="changesBefore">How many rows the connection had changed before.</param>
internal sealed class SqliteRun(nint statement, string sql, LoggedStatement? logged, bool returnsRows, int changesBefore)
{
    public nint Statement { get; } = statement;

    /// <summary>Tells it from another statement that was given the same place later.</summary>
    public string Sql { get; } = sql;

    public LoggedStatement? Logged { get; } = logged;

    public bool ReturnsRows { get; } = returnsRows;

    public int ChangesBefore { get; } = changesBefore;

    /// <summary>Whether its last step found the database locked: its provider steps again after a while, and that is the same run.</summary>
    public bool WaitsForLock { get; set; }
}
