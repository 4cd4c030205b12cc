using NUnit.DbGuard;

namespace Recipes;

/// <summary>Each run begins with a copy of a database that somebody else maintains.</summary>
[RequiresDatabase("copy")]
public sealed class CopyOfATemplateTests
{
    // On PostgreSQL: AddPostgres("copy", "Host=db;Database=shop").UseTemplate("shop_template")
    public static void AddTo(TestDatabaseCatalog databases) =>
        databases.AddSqlite("copy", "Data Source=copy.db").UseTemplate("legacy.db");

    [Test]
    public async Task Starts_from_what_the_template_holds() =>
        Assert.That(await TestDatabases.Get("copy").NumberAsync("SELECT count(*) FROM products"), Is.EqualTo(2));

    [Test]
    public async Task May_change_its_copy()
    {
        await TestDatabases.Get("copy").ExecuteAsync("DELETE FROM products");

        Assert.That(await TestDatabases.Get("copy").NumberAsync("SELECT count(*) FROM products"), Is.Zero);
    }
}
