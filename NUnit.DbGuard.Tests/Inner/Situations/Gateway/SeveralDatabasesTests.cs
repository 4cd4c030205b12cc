#pragma warning disable CS0618 // The order is the situation, and what replaces OrderAttribute skips the tests that follow a failure.
using Microsoft.Data.Sqlite;
using Npgsql;

namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway;

/// <summary>Two databases of PostgreSQL and one of SQLite in one test: each is undone, whatever befalls another.</summary>
[RequiresDatabase("default", "second", "files")]
[Category("Separate")]
public sealed class SeveralDatabasesTests
{
    private const string Files = "Data Source=files.db";

    [SetUp]
    public void LookAndLeave()
    {
        Rows.LookAndLeave();
        Rows.LookAndLeave("second");
        Assert.That(Items.Count(Files), Is.Zero);
        Items.Add("left behind", Files);
    }

    [Test, Order(1)]
    public void Writes_to_all() => AddToAll();

    [Test, Order(2)]
    public void Fails_after_writing_to_all()
    {
        AddToAll();
        Assert.Fail("a failed assertion");
    }

    [Test, Order(3)]
    public void Loses_the_session_of_one()
    {
        AddToAll();
        using NpgsqlConnection connection = Rows.Open("second");
        connection.Execute("SELECT pg_terminate_backend(pg_backend_pid())");
    }

    [Test, Order(4)]
    public void Leaves_transactions_open_in_all()
    {
        Leave("default");
        Leave("second");
        SqliteConnection connection = Items.Open(Files);
        _ = connection.BeginTransaction();
        connection.Execute("INSERT INTO items (name) VALUES ('never committed')");
    }

    [Test, Order(5)]
    public void Has_an_error_in_one()
    {
        using NpgsqlConnection connection = Rows.Open("second");
        using NpgsqlTransaction transaction = connection.BeginTransaction();
        Assert.That(Rows.StateOf(() => connection.Add(Rows.Seeded)), Is.EqualTo("23505"));
        AddToAll(except: "second");
    }

    [Test, Order(6)]
    public void Comes_last() => AddToAll();

    private static void Leave(string database)
    {
        NpgsqlConnection connection = Rows.Open(database);
        _ = connection.BeginTransaction();
        connection.Add("never committed");
    }

    private static void AddToAll(string? except = null)
    {
        foreach (string database in ((string[])["default", "second"]).Where(database => database != except))
        {
            Rows.Add("more", database);
            Assert.That(Rows.Count(database), Is.EqualTo(3));
        }

        Items.Add("more", Files);
        Assert.That(Items.Count(Files), Is.EqualTo(2));
    }
}
