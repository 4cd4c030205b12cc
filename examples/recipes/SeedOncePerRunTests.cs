using NUnit.DbGuard;

namespace Recipes;

/// <summary>Rows that every test finds, written once for the whole run.</summary>
[RequiresDatabase("seeded")]
public sealed class SeedOncePerRunTests
{
    private static int s_seeded;

    public static void AddTo(TestDatabaseCatalog databases) =>
        databases.AddSqlite("seeded", "Data Source=seeded.db")
            .UseSqlScript("schema.sql")
            .Seed(async (database, cancellationToken) =>
            {
                s_seeded++;
                await database.ExecuteAsync("INSERT INTO products (name) VALUES ('Cup')", cancellationToken);
            });

    [Test]
    public async Task Finds_the_rows_whatever_another_test_did([Range(1, 3)] int round)
    {
        Assert.That(await TestDatabases.Get("seeded").NumberAsync("SELECT count(*) FROM products"), Is.EqualTo(2), $"round {round}");
        Assert.That(s_seeded, Is.EqualTo(1));

        await TestDatabases.Get("seeded").ExecuteAsync("DELETE FROM products");
    }
}
