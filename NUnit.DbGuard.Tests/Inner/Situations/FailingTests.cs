using System.Data.Common;

namespace NUnit.DbGuard.Tests.Inner.Situations;

/// <summary>Run with <c>keep-db</c>: the first test that fails leaves rows to look at, and nothing to those after it.</summary>
/// <remarks>NUnit runs them by their names.</remarks>
[Category("Separate")]
[RequiresDatabase]
public sealed class FailingTests
{
    [Test]
    public void Adds_and_passes() => Add("of one that passed");

    [Test]
    public void Fails()
    {
        Add("committed");
        Undo("undone");
        Assert.Fail("as it is meant to");
    }

    [Test]
    public void Fails_as_well()
    {
        Assert.That(Count(), Is.EqualTo(1));
        Add("of another");
        Assert.Fail("as it is meant to");
    }

    [Test]
    public void Finds_the_baseline()
    {
        Assert.That(Count(), Is.EqualTo(1));
        Add("committed");
        Assert.That(Count(), Is.EqualTo(2));
    }

    internal static void Add(string name)
    {
        using DbConnection connection = TestDatabases.Default.OpenConnection();
        using DbTransaction transaction = connection.BeginTransaction();
        Insert(connection, transaction, name);
        transaction.Commit();
    }

    private static void Undo(string name)
    {
        using DbConnection connection = TestDatabases.Default.OpenConnection();
        using DbTransaction transaction = connection.BeginTransaction();
        Insert(connection, transaction, name);
        transaction.Rollback();
    }

    private static void Insert(DbConnection connection, DbTransaction transaction, string name)
    {
        using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"INSERT INTO items (name) VALUES ('{name}')";
        command.ExecuteNonQuery();
    }

    private static long Count()
    {
        using DbConnection connection = TestDatabases.Default.OpenConnection();
        using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM items";
        return (long)command.ExecuteScalar()!;
    }
}
