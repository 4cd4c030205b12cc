using System.Data.Common;
using NUnit.DbGuard;

namespace Recipes;

/// <summary>The schema is made by code of your own: another migration tool, or statements that are put together.</summary>
[RequiresDatabase("custom")]
public sealed class CustomCreationTests
{
    public static void AddTo(TestDatabaseCatalog databases) =>
        databases.AddSqlite("custom", "Data Source=custom.db").UseSchema(MakeTablesAsync);

    [Test]
    public async Task Finds_what_the_code_has_made() =>
        Assert.That(await TestDatabases.Get("custom").NumberAsync("SELECT count(*) FROM sqlite_schema WHERE name LIKE 'month%'"), Is.EqualTo(12));

    private static async Task MakeTablesAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        for (int month = 1; month <= 12; month++)
        {
            await connection.ExecuteAsync($"CREATE TABLE month{month} (id INTEGER PRIMARY KEY, amount NUMERIC NOT NULL)", cancellationToken);
        }
    }
}
