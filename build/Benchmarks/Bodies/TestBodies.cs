using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace NUnit.DbGuard.Benchmarks.Bodies;

/// <summary>The bodies of tests. They know a connection string and nothing of the guard; both sides run the same code.</summary>
internal static class TestBodies
{
    private const int InsertedRows = 3;
    private const int NativeCalls = 10_000;

    private static readonly ConcurrentDictionary<string, DbContextOptions<BenchmarkContext>> s_options = new(StringComparer.Ordinal);
    private static readonly List<SqliteConnection> s_leaked = [];
    private static readonly List<SqliteConnection> s_leakedInTransaction = [];

    public static void Nothing(string connectionString) => _ = connectionString;

    /// <summary>Opens, inserts three rows in a transaction, opens a second connection, counts, closes both.</summary>
    public static void InsertAndCount(string connectionString)
    {
        using SqliteConnection first = Open(connectionString);
        Insert(first, InsertedRows);
        using SqliteConnection second = Open(connectionString);
        Require(Number(second, $"SELECT count(*) FROM {BenchmarkSchema.Written}") == InsertedRows);
    }

    /// <summary>The same by EF Core: SaveChanges in one context, a query in another.</summary>
    public static void SaveAndQuery(string connectionString)
    {
        DbContextOptions<BenchmarkContext> options = s_options.GetOrAdd(
            connectionString, static text => new DbContextOptionsBuilder<BenchmarkContext>().UseSqlite(text).Options);
        using (BenchmarkContext writing = new(options))
        {
            for (int row = 0; row < InsertedRows; row++)
            {
                _ = writing.Rows.Add(new BenchmarkRow { Name = "row", Amount = row });
            }

            _ = writing.SaveChanges();
        }

        using BenchmarkContext reading = new(options);
        Require(reading.Rows.AsNoTracking().Where(static row => row.Amount >= 0).ToList().Count == InsertedRows);
    }

    /// <summary>Opens, inserts so many rows in a transaction, closes.</summary>
    public static Action<string> Statements(int count) => connectionString =>
    {
        using SqliteConnection connection = Open(connectionString);
        Insert(connection, count);
    };

    /// <summary>Opens so many connections at the same time, reads on each, writes on one, closes them.</summary>
    public static Action<string> Connections(int count) => connectionString =>
    {
        SqliteConnection[] open = new SqliteConnection[count];
        for (int i = 0; i < count; i++)
        {
            open[i] = Open(connectionString);
            _ = Number(open[i], $"SELECT count(*) FROM {BenchmarkSchema.Written}");
        }

        Insert(open[0], 1);
        foreach (SqliteConnection connection in open)
        {
            connection.Dispose();
        }
    };

    /// <summary>As <see cref="InsertAndCount"/>, and forgets to close a third connection.</summary>
    public static void Leak(string connectionString)
    {
        InsertAndCount(connectionString);
        SqliteConnection leaked = Open(connectionString);
        _ = Number(leaked, $"SELECT count(*) FROM {BenchmarkSchema.Written}");
        s_leaked.Add(leaked);
    }

    /// <summary>As <see cref="Leak"/>, with a transaction in the forgotten connection that has read.</summary>
    public static void LeakTransaction(string connectionString)
    {
        InsertAndCount(connectionString);
        SqliteConnection leaked = Open(connectionString + ";Pooling=False");
        Execute(leaked, $"BEGIN; SELECT count(*) FROM {BenchmarkSchema.Written}");
        s_leakedInTransaction.Add(leaked);
    }

    /// <summary>Makes a table, fills and counts it.</summary>
    public static void ChangeSchema(string connectionString)
    {
        using SqliteConnection connection = Open(connectionString);
        Execute(connection, "CREATE TABLE made_by_test (id INTEGER PRIMARY KEY, name TEXT)");
        Execute(connection, "INSERT INTO made_by_test (name) VALUES ('a'), ('b'), ('c')");
        Require(Number(connection, "SELECT count(*) FROM made_by_test") == InsertedRows);
    }

    /// <summary>Steps a prepared statement ten thousand times, each giving one row.</summary>
    public static void ExecuteOften(string connectionString)
    {
        using SqliteConnection connection = Open(connectionString);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT 1";
        command.Prepare();
        for (int i = 0; i < NativeCalls; i++)
        {
            _ = command.ExecuteScalar();
        }
    }

    /// <summary>Reads ten thousand rows of one statement.</summary>
    public static void ReadManyRows(string connectionString)
    {
        using SqliteConnection connection = Open(connectionString);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {NativeCalls}) SELECT i FROM n";
        using SqliteDataReader reader = command.ExecuteReader();
        long sum = 0;
        while (reader.Read())
        {
            sum += reader.GetInt64(0);
        }

        Require(sum == NativeCalls * (NativeCalls + 1L) / 2);
    }

    /// <summary>Closes what bodies have forgotten; not timed.</summary>
    public static void CloseLeaked()
    {
        foreach (SqliteConnection connection in s_leaked)
        {
            connection.Dispose();
        }

        // The guard would refuse the rollback of a transaction whose test has ended, and report it on the next test: only the native handle is closed.
        s_leakedInTransaction.ForEach(static connection => connection.Handle!.Dispose());
        s_leakedInTransaction.Clear();
        s_leaked.Clear();
    }

    /// <summary>Removes what an unguarded body has left; not timed.</summary>
    public static void Tidy(string connectionString)
    {
        using SqliteConnection connection = Open(connectionString);
        Execute(connection, $"DELETE FROM {BenchmarkSchema.Written}; DROP TABLE IF EXISTS made_by_test");
    }

    /// <summary>Empties the write-ahead log of an unguarded file; not timed.</summary>
    public static void Checkpoint(string connectionString)
    {
        using SqliteConnection connection = Open(connectionString);
        Execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
    }

    public static SqliteConnection Open(string connectionString)
    {
        SqliteConnection connection = new(connectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        _ = command.ExecuteNonQuery();
    }

    private static void Insert(SqliteConnection connection, int rows)
    {
        using SqliteTransaction transaction = connection.BeginTransaction();
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"INSERT INTO {BenchmarkSchema.Written} (name, amount) VALUES ($name, $amount)";
        SqliteParameter name = command.Parameters.Add("$name", SqliteType.Text);
        SqliteParameter amount = command.Parameters.Add("$amount", SqliteType.Integer);
        for (int row = 0; row < rows; row++)
        {
            name.Value = "row";
            amount.Value = row;
            _ = command.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private static long Number(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    // A body that did not do its work would be a fast one.
    private static void Require(bool condition)
    {
        if (!condition)
        {
            throw new InvalidOperationException("The body found another number of rows than it wrote: the test did not start from the baseline.");
        }
    }
}
