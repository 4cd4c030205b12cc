using Microsoft.Data.Sqlite;

namespace NUnit.DbGuard.Tests.Inner.Situations.Sqlite.Nested;

/// <summary>Data of a namespace, under its fixtures' own.</summary>
[SetUpFixture]
[RequiresDatabase("library")]
public sealed class NamespaceSetUp
{
    [OneTimeSetUp]
    public async Task Add()
    {
        await using SqliteConnection connection = new(Library.ConnectionString);
        await connection.OpenAsync();
        connection.Execute("INSERT INTO authors (name) VALUES ('Of the namespace')");
    }

    [OneTimeTearDown]
    public void Check()
    {
        using SqliteConnection connection = Items.Open(Library.ConnectionString);
        Assert.That(connection.Number("SELECT count(*) FROM authors"), Is.EqualTo(4));
    }
}

public abstract class BaseTests
{
    [OneTimeSetUp]
    public void Add_for_the_base()
    {
        using SqliteConnection connection = Items.Open(Library.ConnectionString);
        connection.Execute("CREATE TABLE based (x); INSERT INTO authors (name) VALUES ('Of the base class')");
    }
}

[RequiresDatabase("library")]
public sealed class DerivedTests : BaseTests
{
    [OneTimeSetUp]
    public void Add()
    {
        using SqliteConnection connection = Items.Open(Library.ConnectionString);
        Assert.That(connection.Number("SELECT count(*) FROM authors"), Is.EqualTo(5));
        connection.Execute("INSERT INTO authors (name) VALUES ('Of the fixture')");
    }

    [Test]
    public void Starts_from_all_three([Range(1, 3)] int number)
    {
        using SqliteConnection connection = Items.Open(Library.ConnectionString);
        connection.Execute($"INSERT INTO based VALUES ({number}); INSERT INTO authors (name) VALUES ('Of the test')");
        Assert.That(connection.Number("SELECT count(*) FROM based"), Is.EqualTo(1));
        Assert.That(connection.Number("SELECT count(*) FROM authors"), Is.EqualTo(7));
    }

    [OneTimeTearDown]
    public void Check()
    {
        using SqliteConnection connection = Items.Open(Library.ConnectionString);
        Assert.That(connection.Number("SELECT count(*) FROM authors"), Is.EqualTo(6));
        connection.Execute("DELETE FROM tags; INSERT INTO authors (name) VALUES ('Of the tear-down')");
    }
}

/// <summary>Another schema of the same version: it must not be taken for the one before.</summary>
[RequiresDatabase("library")]
public sealed class SiblingTests
{
    [OneTimeSetUp]
    public void Add()
    {
        using SqliteConnection connection = Items.Open(Library.ConnectionString);
        connection.Execute("CREATE TABLE sibling (y, z); INSERT INTO sibling VALUES (1, 2)");
    }

    [Test]
    public void Starts_from_its_own_and_the_namespaces([Range(1, 3)] int number)
    {
        using SqliteConnection connection = Items.Open(Library.ConnectionString);
        connection.Execute($"UPDATE sibling SET y = {number}");
        Assert.That(connection.Number("SELECT z FROM sibling"), Is.EqualTo(2));
        Assert.That(connection.Number("SELECT count(*) FROM authors"), Is.EqualTo(4));
        Assert.That(connection.Number("SELECT count(*) FROM sqlite_schema WHERE name = 'based'"), Is.Zero);
    }
}

[RequiresDatabase("library")]
public sealed class ZoneWithoutOwnDataTests
{
    [Test]
    public void Starts_from_the_namespaces([Range(1, 2)] int number)
    {
        using SqliteConnection connection = Items.Open(Library.ConnectionString);
        connection.Execute($"INSERT INTO authors (name) VALUES ('{number}')");
        Assert.That(connection.Number("SELECT count(*) FROM authors"), Is.EqualTo(5));
        Assert.That(connection.Number("SELECT count(*) FROM tags"), Is.EqualTo(3));
    }
}
