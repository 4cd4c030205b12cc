using NUnit.DbGuard;

namespace Recipes;

/// <summary>Rows that are written again for each test, because they depend on it: its set-up writes them, and they are gone after it.</summary>
[RequiresDatabase("fresh")]
public sealed class SeedPerTestTests
{
    private string _name = null!;

    public static void AddTo(TestDatabaseCatalog databases) =>
        databases.AddSqlite("fresh", "Data Source=fresh.db").UseSqlScript("schema.sql");

    [SetUp]
    public async Task Seed()
    {
        _name = $"made for {TestContext.CurrentContext.Test.Name}";
        await TestDatabases.Get("fresh").ExecuteAsync($"INSERT INTO products (name) VALUES ('{_name}')");
    }

    [Test]
    public async Task Finds_its_own_row([Range(1, 3)] int round)
    {
        Assert.That(await TestDatabases.Get("fresh").NumberAsync($"SELECT count(*) FROM products WHERE name = '{_name}'"), Is.EqualTo(1), $"round {round}");
        Assert.That(await TestDatabases.Get("fresh").NumberAsync("SELECT count(*) FROM products"), Is.EqualTo(2));
    }
}
