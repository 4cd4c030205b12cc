using Npgsql;
using NUnit.DbGuard.Tests.Inner.SetUp;
using NUnit.DbGuard.Tests.Inner.Situations.Gateway;

namespace NUnit.DbGuard.Tests.Inner.Situations;

/// <summary>Run with the set-up <c>existing</c>: databases that are used as they are.</summary>
[Category("Separate")]
public sealed class ExistingDatabasesTests
{
    private static string FileConnectionString => $"Data Source={ExistingDatabases.File}";

    [Test]
    [RequiresDatabase("default", "file")]
    public void Finds_what_is_there_and_writes([Range(1, 2)] int number)
    {
        Assert.That(Rows.Names(), Is.EqualTo([Rows.Seeded]));
        Assert.That(Items.Count(FileConnectionString), Is.EqualTo(1));
        Rows.Add($"written {number}");
        using (NpgsqlConnection connection = Rows.Open())
        {
            connection.Execute("BEGIN; CREATE TABLE left_behind (); DELETE FROM items; COMMIT");
        }

        Items.Add($"written {number}", FileConnectionString);
        using Microsoft.Data.Sqlite.SqliteConnection file = Items.Open(FileConnectionString);
        file.Execute("CREATE TABLE left_behind (id INTEGER); DELETE FROM items");
    }

    [Test]
    [RequiresDatabase]
    public void Goes_past_the_gateway()
    {
        using NpgsqlConnection connection = Rows.OpenWith(Environment.GetEnvironmentVariable("INNER_DIRECT")!);
        connection.Add("written to the real one");
    }

    [Test]
    [RequiresDatabase("replica", ResetSequences = true)]
    public void Asks_for_sequences_to_be_reset() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase(Isolation = DatabaseIsolation.Flush)]
    public void Asks_for_a_flush() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("with a seed")]
    public void Has_a_seed() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("missing")]
    public void Is_missing() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("file with a name")]
    public void Has_a_name() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("missing file")]
    public void Is_a_missing_file() => Assert.Fail("It ran.");
}
