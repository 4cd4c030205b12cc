using System.Data.Common;
using System.Diagnostics;

namespace NUnit.DbGuard.Tests.Inner.SetUp;

/// <summary>A database whose seed takes longer than anybody waits without a word.</summary>
internal static class SlowDatabases
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(3);

    public static void AddTo(TestDatabaseCatalog databases) =>
        databases.AddSqlite("default", "Data Source=inner.db").UseSchema(MakeItems).Seed(Work);

    private static Task MakeItems(DbConnection connection, CancellationToken cancellationToken) =>
        Run(connection, "CREATE TABLE items (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE)", cancellationToken);

    private static async Task Work(TestDatabase database, CancellationToken cancellationToken)
    {
        using DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < s_long)
        {
            await Run(connection, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) SELECT count(*) FROM n", cancellationToken);
        }

        await Run(connection, "INSERT INTO items (name) VALUES ('seeded')", cancellationToken);
    }

    private static async Task Run(DbConnection connection, string sql, CancellationToken cancellationToken)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
