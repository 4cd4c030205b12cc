using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace NUnit.DbGuard.Tests.Inner.Situations.Sqlite;

/// <summary>Counted on SQLite.</summary>
public sealed class CountingTests : CountedTests
{
    [Test]
    public void A_trigger_is_one() => Assert.That(
        () => Run("CREATE TRIGGER twice AFTER INSERT ON items BEGIN DELETE FROM parts WHERE id = 1; DELETE FROM parts WHERE id = 2; END"), Executes.Exactly(1));

    protected override DbConnection Open(string database = "default")
    {
        SqliteConnection connection = new(ConnectionString(database));
        connection.Open();
        return connection;
    }

    protected override void Use(DbContextOptionsBuilder options) => options.UseSqlite(ConnectionString("default"));

    private static string ConnectionString(string database) => database == "default" ? "Data Source=inner.db" : $"Data Source={database}.db";
}
