using NUnit.DbGuard;

namespace Recipes;

/// <summary>The schema is a SQL file: a tool's, or one that pg_dump has written.</summary>
[RequiresDatabase("scripted")]
public sealed class SchemaFromAScriptTests
{
    public static void AddTo(TestDatabaseCatalog databases) =>
        databases.AddSqlite("scripted", "Data Source=scripted.db").UseSqlScript("schema.sql");

    [Test]
    public async Task Finds_the_scripts_tables_and_rows()
    {
        await TestDatabases.Get("scripted").ExecuteAsync("INSERT INTO prices SELECT id, 4.50 FROM products");

        Assert.That(await TestDatabases.Get("scripted").NumberAsync("SELECT count(*) FROM prices"), Is.EqualTo(1));
    }
}
