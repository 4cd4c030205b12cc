using Microsoft.Data.Sqlite;

namespace NUnit.DbGuard.Tests.Inner.Situations;

/// <summary>Run with the set-up <c>kept</c>, several times: the databases of one run are the next one's.</summary>
[Category("Separate")]
public sealed class KeptDatabaseTests
{
    [TestCase("notes")]
    [RequiresDatabase("script")]
    public void Script(string table) => Spoil("script", table);

    [TestCase("Notes")]
    [RequiresDatabase("modelled")]
    public void Modelled(string table) => Spoil("modelled", table);

    [TestCase("Books")]
    [RequiresDatabase("migrated")]
    public void Migrated(string table) => Spoil("migrated", table);

    [TestCase("items")]
    [RequiresDatabase("seeded")]
    public void Seeded(string table) => Spoil("seeded", table);

    // Whatever a test leaves behind must not be in the kept file.
    private static void Spoil(string database, string table)
    {
        using SqliteConnection connection = Items.Open(TestDatabases.Get(database).ConnectionString);
        TestContext.Out.WriteLine($"rows: {connection.Number($"SELECT count(*) FROM {table}")}.");
        TestContext.Out.WriteLine($"own tables: {connection.Number("SELECT count(*) FROM sqlite_schema WHERE name LIKE '%dbguard%'")}.");
        connection.Execute($"DELETE FROM {table}; CREATE TABLE left_behind (id INTEGER)");
    }
}
