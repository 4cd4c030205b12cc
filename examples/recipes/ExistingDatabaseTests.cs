using NUnit.DbGuard;

namespace Recipes;

/// <summary>Tests work on a database that exists, and nothing of what they do stays in it.</summary>
[RequiresDatabase("existing")]
public sealed class ExistingDatabaseTests
{
    public static void AddTo(TestDatabaseCatalog databases) =>
        databases.AddSqlite("existing", $"Data Source={Path.Combine(AppContext.BaseDirectory, "legacy.db")}").UseExisting();

    [Test]
    public async Task Finds_and_changes_its_rows([Range(1, 2)] int round)
    {
        Assert.That(await TestDatabases.Get("existing").NumberAsync("SELECT count(*) FROM products"), Is.EqualTo(2), $"round {round}");

        await TestDatabases.Get("existing").ExecuteAsync("INSERT INTO products (name) VALUES ('Spoon')");

        Assert.That(await TestDatabases.Get("existing").NumberAsync("SELECT count(*) FROM products"), Is.EqualTo(3));
    }
}
