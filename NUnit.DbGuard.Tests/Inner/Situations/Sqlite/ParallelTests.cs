using Microsoft.Data.Sqlite;

namespace NUnit.DbGuard.Tests.Inner.Situations.Sqlite;

/// <summary>Many tests at once on one database, all with the application's own pooled connection string.</summary>
[RequiresDatabase("library")]
[Parallelizable(ParallelScope.All)]
[Category("Separate")]
public class ParallelTests
{
    protected virtual long Start => 3;

    [Test]
    public void Sees_only_its_own_rows([Range(1, 60)] int number)
    {
        for (int i = 0; i < 8; i++)
        {
            using SqliteConnection connection = Items.Open(Library.ConnectionString);
            Assert.That(connection.Number("SELECT count(*) FROM authors"), Is.EqualTo(Start + i));
            connection.Execute($"INSERT INTO authors (name) VALUES ('{number} {i}')");
        }
    }

    [Test]
    public async Task Sees_only_its_own_rows_over_threads([Range(1, 20)] int number)
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() =>
        {
            using SqliteConnection connection = Items.Open(Library.ConnectionString);
            connection.Execute($"INSERT INTO authors (name) VALUES ('{number} {i}')");
        })));
        using LibraryContext context = new();
        Assert.That(context.Authors.Count(), Is.EqualTo(Start + 4));
    }
}

[RequiresDatabase("library")]
[Parallelizable(ParallelScope.All)]
[Category("Separate")]
public sealed class ParallelWithOneTimeDataTests : ParallelTests
{
    protected override long Start => 4;

    [OneTimeSetUp]
    public async Task Add()
    {
        using SqliteConnection connection = new(Library.ConnectionString);
        await connection.OpenAsync();
        connection.Execute("CREATE TABLE first_fixtures (a); INSERT INTO authors (name) VALUES ('One')");
    }

    [Test]
    public void Finds_its_fixtures_table([Range(1, 20)] int number)
    {
        using SqliteConnection connection = Items.Open(Library.ConnectionString);
        connection.Execute($"INSERT INTO first_fixtures VALUES ({number})");
        Assert.That(connection.Number("SELECT a FROM first_fixtures"), Is.EqualTo(number));
    }

    [OneTimeTearDown]
    public void Check() => Assert.That(Items.Open(Library.ConnectionString).Number("SELECT count(*) FROM authors"), Is.EqualTo(4));
}

[RequiresDatabase("library")]
[Parallelizable(ParallelScope.All)]
[Category("Separate")]
public sealed class ParallelWithOtherOneTimeDataTests : ParallelTests
{
    protected override long Start => 6;

    [OneTimeSetUp]
    public void Add()
    {
        using SqliteConnection connection = Items.Open(Library.ConnectionString);
        connection.Execute("CREATE TABLE second_fixtures (b, c); INSERT INTO authors (name) VALUES ('One'), ('Two'), ('Three')");
    }

    [Test]
    public void Finds_its_fixtures_table([Range(1, 20)] int number)
    {
        using SqliteConnection connection = Items.Open(Library.ConnectionString);
        connection.Execute($"INSERT INTO second_fixtures VALUES ({number}, 1)");
        Assert.That(connection.Number("SELECT b FROM second_fixtures"), Is.EqualTo(number));
    }

    [OneTimeTearDown]
    public void Check() => Assert.That(Items.Open(Library.ConnectionString).Number("SELECT count(*) FROM second_fixtures"), Is.Zero);
}

[RequiresDatabase("library")]
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Separate")]
public sealed class ParallelInstancePerTestCaseTests
{
    [OneTimeSetUp]
    public static void Add()
    {
        using SqliteConnection connection = Items.Open(Library.ConnectionString);
        connection.Execute("INSERT INTO authors (name) VALUES ('Static')");
    }

    [Test]
    public void Starts_from_the_static_one_time_data([Range(1, 20)] int number)
    {
        using SqliteConnection connection = Items.Open(Library.ConnectionString);
        connection.Execute($"INSERT INTO authors (name) VALUES ('{number}')");
        Assert.That(connection.Number("SELECT count(*) FROM authors"), Is.EqualTo(5));
    }
}
