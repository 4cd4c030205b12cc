using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace NUnit.DbGuard.Tests.Inner.Situations.Sqlite;

/// <summary>Random programs, each in a test; before each, everything must be as it was before the first.</summary>
[RequiresDatabase("library", "annex")]
[Category("Separate")]
public class FuzzTests
{
    private static readonly int s_seed = int.Parse(Environment.GetEnvironmentVariable("FUZZ_SEED") ?? "1", CultureInfo.InvariantCulture);

    private readonly Lock _lock = new();
    private string? _expected;
    private string? _expectedAnnex;
    private bool _mayWriteFile = true;
    private SqliteConnection? _kept;
    private SqliteCommand? _prepared;

    public static IEnumerable<int> Seeds =>
        Enumerable.Range(s_seed, int.Parse(Environment.GetEnvironmentVariable("FUZZ_PROGRAMS") ?? "60", CultureInfo.InvariantCulture));

    [TestCaseSource(nameof(Seeds))]
    public void A_program_starts_from_the_baseline(int seed)
    {
        TestContext.Out.WriteLine($"seed {seed}");
        CheckStart();
        FuzzProgram program = new(new Random(seed), _kept, _mayWriteFile);
        program.Run();
    }

    /// <summary>Keeps a connection open from here on, and a prepared statement on it.</summary>
    internal void Keep(SqliteConnection connection)
    {
        // Writing the file costs the copy, and with it the connections that are kept open on it.
        _mayWriteFile = false;
        _kept = connection;
        _prepared = connection.CreateCommand();
        _prepared.CommandText = "SELECT group_concat(name) || (SELECT count(*) FROM books) FROM authors";
        _prepared.Prepare();
        _ = _prepared.ExecuteScalar();
    }

    [OneTimeTearDown]
    public void Check()
    {
        CheckStart();
        _kept?.Dispose();
    }

    private void CheckStart()
    {
        using SqliteConnection fresh = Items.Open(Library.ConnectionString);
        using SqliteConnection annex = Items.Open("Data Source=" + Library.AnnexFile);
        string found = Library.Dump(fresh);
        string foundAnnex = Library.Dump(annex);
        lock (_lock)
        {
            _expected ??= found;
            _expectedAnnex ??= foundAnnex;
        }

        Assert.That(found, Is.EqualTo(_expected));
        Assert.That(foundAnnex, Is.EqualTo(_expectedAnnex));
        if (_kept is { } kept)
        {
            Assert.That(_prepared!.ExecuteScalar(), Does.EndWith("3").And.Not.Contain("Fuzz"));
            Assert.That(Library.Dump(kept), Is.EqualTo(_expected), "the connection kept open");
        }
    }
}

[RequiresDatabase("library", "annex")]
[Category("Separate")]
public sealed class FuzzWithKeptConnectionTests : FuzzTests
{
    [OneTimeSetUp]
    public void Open() => Keep(Items.Open(Library.ConnectionString));
}

[RequiresDatabase("library", "annex")]
[Category("Separate")]
public sealed class FuzzOnOneTimeDataTests : FuzzTests
{
    [OneTimeSetUp]
    public void Open()
    {
        SqliteConnection connection = Items.Open(Library.ConnectionString);
        connection.Execute("CREATE TABLE once (a TEXT, b); INSERT INTO once SELECT hex(randomblob(3000)), 1 FROM books; CREATE INDEX once_a ON once (a); DELETE FROM log; VACUUM");
        Keep(connection);
    }
}

[RequiresDatabase("library", "annex")]
[Category("Separate")]
[Parallelizable(ParallelScope.All)]
public sealed class FuzzInParallelTests : FuzzTests;

[RequiresDatabase("library", "annex")]
[Category("Separate")]
[Parallelizable(ParallelScope.All)]
public sealed class FuzzInParallelOnOneTimeDataTests : FuzzTests
{
    [OneTimeSetUp]
    public void Add()
    {
        using SqliteConnection connection = Items.Open(Library.ConnectionString);
        connection.Execute("CREATE TABLE parallel (a TEXT, b); INSERT INTO parallel SELECT hex(randomblob(3000)), 1 FROM books");
    }
}

/// <summary>A random program on several connections; what SQLite refuses is part of it.</summary>
internal sealed class FuzzProgram(Random random, SqliteConnection? kept, bool mayWriteFile)
{
    private static readonly string[] s_strings = [Library.ConnectionString, Library.ConnectionString, Library.ConnectionString + ";Pooling=False", Library.ConnectionString + ";Cache=Shared"];
    private static readonly string[] s_tables = ["authors", "books", "tags", "log", "once", "fuzz1", "fuzz2", "other.loans"];

    private readonly List<SqliteConnection> _connections = [];
    private readonly List<SqliteDataReader> _readers = [];

    public void Run()
    {
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            _connections.Add(Open());
        }

        if (kept is not null)
        {
            _connections.Add(kept);
        }

        for (int i = random.Next(3, 40); i > 0; i--)
        {
            Step();
        }

        foreach (SqliteDataReader reader in _readers)
        {
            reader.Dispose();
        }

        foreach (SqliteConnection connection in _connections)
        {
            if (random.Next(2) == 0)
            {
                Try(connection, "COMMIT");
            }

            Try(connection, "ROLLBACK");
            if (ReferenceEquals(connection, kept))
            {
                Try(connection, "DETACH other");
                Try(connection, "PRAGMA cache_size = -2000");
            }
            else
            {
                connection.Dispose();
            }
        }
    }

    private void Step()
    {
        SqliteConnection connection = Any(_connections);
        switch (random.Next(20))
        {
            case 0:
                OpenReader(connection);
                break;
            case 1 when !ReferenceEquals(connection, kept):
                _connections.Remove(connection);
                connection.Dispose();
                _connections.Add(Open());
                break;
            case 2 when _readers.Count > 0:
                _readers[^1].Dispose();
                _readers.RemoveAt(_readers.Count - 1);
                break;
            case 3 when mayWriteFile && random.Next(4) == 0:
                Try(connection, Any(["PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA wal_checkpoint", "PRAGMA wal_autocheckpoint=1", "PRAGMA journal_mode=DELETE", "PRAGMA locking_mode=EXCLUSIVE"]));
                break;
            default:
                string statement = Statement();
                if (!(ReferenceEquals(connection, kept) && statement.Contains("TEMP", StringComparison.Ordinal)))
                {
                    Try(connection, statement);
                }

                break;
        }
    }

    private string Statement()
    {
        string table = Any(s_tables);
        int number = random.Next(1000);
        return random.Next(34) switch
        {
            0 or 1 => "BEGIN",
            2 => "BEGIN IMMEDIATE",
            3 or 4 => "COMMIT",
            5 => "ROLLBACK",
            6 => $"SAVEPOINT s{number % 3}",
            7 => $"ROLLBACK TO s{number % 3}",
            8 => $"RELEASE s{number % 3}",
            9 or 10 => $"INSERT INTO authors (name) VALUES ('Fuzz {number}')",
            11 => $"INSERT INTO books (author_id, title, cover) SELECT id, 'Fuzz', randomblob({number * 20}) FROM authors",
            12 => $"INSERT INTO log (entry) VALUES (hex(randomblob({number * 10})))",
            13 => number < 100
                ? "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1100) INSERT INTO log (entry) SELECT hex(randomblob(1900)) FROM n"
                : "INSERT OR REPLACE INTO tags SELECT id, 'Fuzz' FROM books",
            14 => $"UPDATE books SET cover = randomblob({number * 10}) WHERE id = {number % 5}",
            15 => "UPDATE authors SET name = name || 'Fuzz'",
            16 => $"DELETE FROM {table}",
            17 => $"DELETE FROM books WHERE id = {number % 4}",
            18 => $"CREATE TABLE fuzz{(number % 2) + 1} (a, b TEXT UNIQUE, c DEFAULT {number})",
            19 => $"INSERT INTO fuzz{(number % 2) + 1} (a, b) VALUES ({number}, randomblob({number}))",
            20 => $"DROP TABLE {table}",
            21 => $"ALTER TABLE {table} ADD COLUMN fuzz{number % 3}",
            22 => $"ALTER TABLE {table} RENAME TO renamed{number % 3}",
            23 => $"CREATE INDEX fuzz_index{number % 3} ON {table} (rowid)",
            24 => number < 300 ? "DROP INDEX books_by_title" : number < 600 ? "DROP VIEW shelf" : "DROP TRIGGER log_authors",
            25 => $"CREATE VIEW v{number % 3} AS SELECT * FROM {table}",
            26 => $"CREATE TRIGGER t{number % 3} AFTER INSERT ON authors BEGIN DELETE FROM tags; END",
            27 => number < 500 ? "VACUUM" : "REINDEX",
            28 => "ANALYZE",
            29 => $"PRAGMA user_version = {number}; PRAGMA application_id = {number}",
            30 => "PRAGMA cache_size = 3",
            31 => $"CREATE TEMP TABLE {Any(["authors", "mine"])} (x)",
            32 => "ATTACH 'annex.db' AS other",
            _ => "INSERT INTO other.loans (who) SELECT name FROM main.authors",
        };
    }

    // Half-read, so that its snapshot stays.
    private void OpenReader(SqliteConnection connection)
    {
        try
        {
            SqliteCommand command = connection.CreateCommand();
            command.CommandTimeout = 1;
            command.CommandText = $"SELECT * FROM {Any(s_tables)}";
            SqliteDataReader reader = command.ExecuteReader();
            _readers.Add(reader);
            _ = reader.Read();
        }
        catch (SqliteException)
        {
            // No such table, or locked.
        }
    }

    // The first command keeps a connection out of the pool that parallel tests share.
    private SqliteConnection Open()
    {
        SqliteConnection connection = Items.Open(Any(s_strings));
        Try(connection, "SELECT 1");
        return connection;
    }

    // Not through a command, which would wait for locks that the same thread holds.
    private static void Try(SqliteConnection connection, string sql) => _ = raw.sqlite3_exec(connection.Handle, sql);

    private T Any<T>(IReadOnlyList<T> list) => list[random.Next(list.Count)];
}
