using Microsoft.Data.Sqlite;

namespace NUnit.DbGuard.Tests.Inner.Situations.Access;

/// <summary>Files that no set-up fixture names, and databases in memory.</summary>
public sealed class OtherDatabasesTests
{
    private const string Unknown = "Data Source=developers-own.db";

    [Test]
    public void Opens_an_unknown_file() => AssertNotMade(Unknown);

    [Test]
    [RequiresDatabase("*")]
    public void Opens_an_unknown_file_with_a_mark() => AssertNotMade(Unknown);

    [Test]
    public void Opens_an_unknown_file_with_Allow()
    {
        using (DatabaseAccess.Allow())
        {
            AssertNotMade(Unknown);
        }
    }

    [Test]
    [RequiresDatabase]
    public void Opens_a_file_of_the_same_name_elsewhere() => AssertNotMade($"Data Source={Path.Combine(Path.GetTempPath(), "inner.db")}");

    [TestCase("Data Source=:memory:")]
    [TestCase("Data Source=shared-in-memory;Mode=Memory;Cache=Shared")]
    [RequiresDatabase]
    public void Opens_a_database_in_memory_with_a_mark(string connectionString)
    {
        using SqliteConnection connection = Items.Open(connectionString);
        connection.Execute("CREATE TABLE own (id INTEGER)");
        Assert.That(connection.Number("SELECT count(*) FROM own"), Is.Zero);
    }

    [TestCase("Data Source=:memory:")]
    [TestCase("Data Source=shared-in-memory;Mode=Memory;Cache=Shared")]
    public void Opens_a_database_in_memory(string connectionString) => Items.Open(connectionString);

    private static void AssertNotMade(string connectionString)
    {
        try
        {
            Items.Open(connectionString);
        }
        finally
        {
            Assert.That(File.Exists(new SqliteConnectionStringBuilder(connectionString).DataSource), Is.False, "Nothing is created.");
        }
    }
}
