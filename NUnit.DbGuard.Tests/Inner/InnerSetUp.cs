using System.Data.Common;
using NUnit.DbGuard;
using NUnit.DbGuard.Tests.Inner.SetUp;
using NUnit.DbGuard.Tests.Inner.Situations.Sqlite;

/// <summary>Names the databases of the inner fixtures; what goes wrong on purpose is chosen by the variable <c>INNER_SETUP</c>.</summary>
[SetUpFixture]
public sealed class InnerSetUp : DatabaseSetUpFixture
{
    protected override void Configure(TestDatabaseCatalog databases)
    {
        ArgumentNullException.ThrowIfNull(databases);
        switch (Environment.GetEnvironmentVariable("INNER_SETUP"))
        {
            case "duplicate-name":
                databases.AddSqlite("default", "Data Source=one.db");
                databases.AddSqlite("default", "Data Source=two.db");
                break;
            case { } variant when SetUpVariants.Configure(variant, databases):
                break;
            default:
                databases.AddSqlite("default", "Data Source=inner.db").UseSchema(MakeTables).Seed(SeedItems);
                databases.AddSqlite("second", "Data Source=second.db").UseSchema(MakeTables);
                Library.AddTo(databases);
                break;
        }
    }

    private static async Task MakeTables(DbConnection connection, CancellationToken cancellationToken)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = """
            CREATE TABLE items (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE);
            CREATE TABLE parts (id INTEGER PRIMARY KEY, item_id INTEGER NOT NULL REFERENCES items (id) DEFERRABLE INITIALLY DEFERRED, name TEXT);
            """;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task SeedItems(TestDatabase database, CancellationToken cancellationToken)
    {
        using DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        using DbCommand command = connection.CreateCommand();
        command.CommandText = "INSERT INTO items (name) VALUES ('seeded')";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
