using System.Data.Common;

namespace NUnit.DbGuard.Tests.Inner.SetUp;

/// <summary>The databases of the set-up <c>killed</c>: one of each kind, large enough to be killed while they are made.</summary>
internal static class KilledDatabases
{
    public static void AddTo(TestDatabaseCatalog databases, string file)
    {
        databases.AddPostgres("default").UseSchema(MakeTables).Seed(AddItems).ExposeAs("ConnectionStrings:Default");
        databases.AddSqlite("files", file).UseSchema(MakeTables).Seed(AddItems);
    }

    private static async Task MakeTables(DbConnection connection, CancellationToken cancellationToken)
    {
        await Run(connection, "CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)", cancellationToken);
        for (int table = 1; table <= 40; table++)
        {
            await Run(connection, $"CREATE TABLE more_{table} (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)", cancellationToken);
        }
    }

    private static async Task AddItems(TestDatabase database, CancellationToken cancellationToken)
    {
        using DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        for (int item = 1; item <= 20; item++)
        {
            await Run(connection, $"INSERT INTO items VALUES ({item}, 'seeded {item}')", cancellationToken);
        }
    }

    private static async Task Run(DbConnection connection, string sql, CancellationToken cancellationToken)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
