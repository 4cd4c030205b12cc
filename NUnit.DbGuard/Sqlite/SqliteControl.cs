using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace NUnit.DbGuard.Sqlite;

/// <summary>The guard's own connection to a copy, which the gate does not see.</summary>
/// <remarks>
/// It is made without Microsoft.Data.Sqlite's classes: copies are taken while a connection of the user's opens, and Microsoft.Data.Sqlite then holds
/// the lock of a pool. Its factory's lock, which each of its connections needs, may be held by a thread that waits for that pool.
/// </remarks>
internal sealed class SqliteControl : IDisposable
{
    private readonly sqlite3 _database;

    private SqliteControl(sqlite3 database) => _database = database;

    public nint Handle => _database.DangerousGetHandle();

    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    public static SqliteControl Open(string path) => Open(path, raw.SQLITE_OPEN_READWRITE);

    /// <summary>Opens a file that nobody changes, to read it: nothing is made beside it, and nothing is locked.</summary>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    public static SqliteControl OpenImmutable(string path) => Open($"{new Uri(path).AbsoluteUri}?immutable=1", raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_URI);

    /// <summary>Runs a statement; answers with the first column of its rows.</summary>
    /// <exception cref="SqliteException">It failed.</exception>
    public IReadOnlyList<string?> Rows(string sql)
    {
        List<string?> rows = [];
        int result = raw.sqlite3_prepare_v2(_database, sql, out sqlite3_stmt statement);
        using (statement)
        {
            if (result == raw.SQLITE_OK)
            {
                while ((result = raw.sqlite3_step(statement)) == raw.SQLITE_ROW)
                {
                    rows.Add(raw.sqlite3_column_text(statement, 0).utf8_to_string());
                }
            }
        }

        return result == raw.SQLITE_DONE ? rows : throw Failure(result);
    }

    public void Run(string sql) => _ = Rows(sql);

    /// <summary>Writes what is committed to a file, as one reader among others: all of it is in that one file.</summary>
    /// <exception cref="SqliteException">It failed.</exception>
    public void CopyTo(string path)
    {
        File.Create(path).Dispose();
        using SqliteControl target = Open(path);
        using (SqliteBypass.Enter())
        {
            using sqlite3_backup backup = raw.sqlite3_backup_init(target._database, "main", _database, "main");
            int result = raw.sqlite3_backup_step(backup, -1);
            if (result != raw.SQLITE_DONE)
            {
                throw target.Failure(result);
            }
        }

        target.Run("PRAGMA journal_mode=DELETE");
    }

    public long Number(string sql) => long.Parse(Rows(sql)[0]!, System.Globalization.CultureInfo.InvariantCulture);

    public void Dispose() => _database.Dispose();

    private static SqliteControl Open(string name, int flags)
    {
        using (SqliteBypass.Enter())
        {
            int result = raw.sqlite3_open_v2(name, out sqlite3 database, flags, vfs: null);
            SqliteControl control = new(database);
            if (result != raw.SQLITE_OK)
            {
                SqliteException failure = control.Failure(result);
                control.Dispose();
                throw failure;
            }

            return control;
        }
    }

    private SqliteException Failure(int result) => new(raw.sqlite3_errmsg(_database).utf8_to_string(), result);
}
