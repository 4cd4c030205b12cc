using Microsoft.Data.Sqlite;
using NUnit.DbGuard;

namespace Recipes;

/// <summary>Tests read a database that exists, and whoever writes to it learns that it cannot.</summary>
[RequiresDatabase("reporting")]
public sealed class ReadOnlyDatabaseTests
{
    // On PostgreSQL: the connection string of a user who may only read, or Options=-c default_transaction_read_only=on.
    public static void AddTo(TestDatabaseCatalog databases) =>
        databases.AddSqlite("reporting", "Data Source=reports.db;Mode=ReadOnly").UseTemplate("legacy.db");

    [Test]
    public async Task Reads() => Assert.That(await TestDatabases.Get("reporting").NumberAsync("SELECT count(*) FROM products"), Is.EqualTo(2));

    [Test]
    public void Cannot_write() =>
        Assert.That(() => TestDatabases.Get("reporting").ExecuteAsync("DELETE FROM products"), Throws.TypeOf<SqliteException>().With.Message.Contains("readonly"));
}
