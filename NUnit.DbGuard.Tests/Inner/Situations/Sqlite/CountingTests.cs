using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace NUnit.DbGuard.Tests.Inner.Situations.Sqlite;

/// <summary>Counted on SQLite.</summary>
public sealed class CountingTests : CountedTests
{
    protected override DbConnection Open(string database = "default")
    {
        SqliteConnection connection = new(ConnectionString(database));
        connection.Open();
        return connection;
    }

    protected override void Use(DbContextOptionsBuilder options) => options.UseSqlite(ConnectionString("default"));

    private static string ConnectionString(string database) => database == "default" ? "Data Source=inner.db" : $"Data Source={database}.db";
}
