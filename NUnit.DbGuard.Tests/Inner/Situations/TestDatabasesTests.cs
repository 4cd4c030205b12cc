using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace NUnit.DbGuard.Tests.Inner.Situations;

/// <summary>What the code of a test can ask of its databases.</summary>
public sealed class TestDatabasesTests
{
    private TestDatabase? _kept;

    [OneTimeSetUp]
    public void KeepADatabase()
    {
        using (DatabaseAccess.Allow("default"))
        {
            _kept = TestDatabases.Default;
        }
    }

    [Test]
    [RequiresDatabase]
    public void Opens_a_connection()
    {
        using DbConnection connection = TestDatabases.Default.OpenConnection();

        Assert.That(CountIn(connection), Is.EqualTo(1));
    }

    [Test]
    [RequiresDatabase("second")]
    public async Task Opens_a_connection_asynchronously()
    {
        TestDatabase database = TestDatabases.Get("second");
        using DbConnection connection = await database.OpenConnectionAsync();

        Assert.That(database.Name, Is.EqualTo("second"));
        Assert.That(CountIn(connection), Is.Zero);
    }

    [Test]
    [RequiresDatabase]
    public void Makes_a_context_by_convention()
    {
        using ItemsContext context = TestDatabases.Default.CreateContext<ItemsContext>();

        Assert.That(context.Database.SqlQueryRaw<string>("SELECT name AS Value FROM items").ToArray(), Is.EqualTo(new[] { "seeded" }));
    }

    [Test]
    [RequiresDatabase]
    public void Gives_a_connection_string_that_reaches_the_same_rows()
    {
        Items.Add("new");

        Assert.That(Items.Count(TestDatabases.Default.ConnectionString), Is.EqualTo(2));
    }

    [Test]
    public void Is_refused_without_a_mark() => _ = TestDatabases.Default;

    [Test]
    [RequiresDatabase]
    public void Is_refused_for_another_database() => _ = TestDatabases.Get("second");

    [Test]
    [RequiresDatabase]
    public void Knows_no_such_name() => _ = TestDatabases.Get("secnd");

    [Test]
    [RequiresDatabase("defualt")]
    public void Has_a_misspelt_mark() => Assert.Fail("It ran.");

    [Test]
    public void Uses_what_the_set_up_kept() => _ = _kept!.OpenConnection();

    [Test]
    public void Reads_what_the_set_up_kept() => _ = _kept!.ConnectionString;

    private static long CountIn(DbConnection connection)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM items";
        return (long)command.ExecuteScalar()!;
    }

    private sealed class ItemsContext(DbContextOptions<ItemsContext> options) : DbContext(options);
}
