using System.Diagnostics;
using NUnit.DbGuard.Commands;
using SQLitePCL;

namespace NUnit.DbGuard.Sqlite;

/// <summary>The statements that a connection is in the midst of.</summary>
/// <remarks>A reader that is closed early, and so each <c>ExecuteScalar</c>, never tells that its statement has ended: such runs are forgotten one after the other.</remarks>
internal sealed class SqliteRuns
{
    private const int MostRuns = 16;

    // A row takes less than a microsecond: what a long reading takes shows in its first ones.
    private const int TimedRows = 100;

    private readonly Lock _lock = new();
    private readonly List<SqliteRun> _runs = [];

    // Asked at each row.
    public SqliteRun? Find(nint statement)
    {
        lock (_lock)
        {
            for (int i = _runs.Count - 1; i >= 0; i--)
            {
                if (_runs[i].Statement == statement)
                {
                    return _runs[i];
                }
            }

            return null;
        }
    }

    public SqliteRun Add(SqliteRun run)
    {
        lock (_lock)
        {
            _ = _runs.RemoveAll(other => other.Statement == run.Statement);
            if (_runs.Count == MostRuns)
            {
                _runs.RemoveAt(0);
            }

            _runs.Add(run);
            return run;
        }
    }

    /// <summary>Notes what a step has come to.</summary>
    /// <param name="run">The run.</param>
    /// <param name="result">The step's result.</param>
    /// <param name="ticks">How long it took.</param>
    /// <param name="statement">The statement.</param>
    /// <param name="provider">The provider.</param>
    public void Note(SqliteRun run, int result, long ticks, sqlite3_stmt statement, ISQLite3Provider provider)
    {
        LoggedStatement? logged = run.Logged;
        if (logged is not null)
        {
            logged.Take(logged.Rows > TimedRows ? 0 : ticks);
            logged.Rows = result == raw.SQLITE_ROW ? (logged.Rows ?? 0) + 1 : logged.Rows;
        }

        if (result == raw.SQLITE_ROW)
        {
            return;
        }

        int primary = result & 0xFF;
        run.WaitsForLock = primary is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;
        if (logged is not null)
        {
            sqlite3 database = raw.sqlite3_db_handle(statement);
            if (primary == raw.SQLITE_DONE)
            {
                logged.Failure = null;
                logged.Rows = run.ReturnsRows ? logged.Rows ?? 0
                    : provider.sqlite3_total_changes(database) == run.ChangesBefore ? null
                    : provider.sqlite3_changes(database);
            }
            else
            {
                logged.Failure = provider.sqlite3_errmsg(database).utf8_to_string();
                logged.Place ??= new StackTrace(fNeedFileInfo: false);
            }
        }

        if (!run.WaitsForLock)
        {
            lock (_lock)
            {
                _ = _runs.Remove(run);
            }
        }
    }
}
