#pragma warning disable CS0618 // The order is the situation, and what replaces OrderAttribute skips the tests that follow a failure.
using Microsoft.Data.Sqlite;

namespace NUnit.DbGuard.Tests.Inner.Situations.Access;

/// <summary>Connections, commands and readers that were opened while it was allowed, and are used when it no longer is.</summary>
public sealed class OpenedEarlierTests
{
    private static SqliteConnection? s_connection;
    private static SqliteCommand? s_command;

    [Test, Order(1), RequiresDatabase]
    public void Keeps_a_connection_and_a_command()
    {
        s_connection = Items.Open();
        s_command = s_connection.CreateCommand();
        s_command.CommandText = "SELECT count(*) FROM items";
        s_command.Prepare();
        Assert.That(s_command.ExecuteScalar(), Is.EqualTo(1));
    }

    [Test, Order(2)]
    public void Uses_the_kept_connection() => s_connection!.Execute("DELETE FROM items");

    [Test, Order(3)]
    public void Runs_the_kept_command() => s_command!.ExecuteScalar();

    [Test, Order(4), RequiresDatabase]
    public void Uses_the_kept_connection_with_a_mark() => s_connection!.Number("SELECT count(*) FROM items");

    [Test, Order(5)]
    public void Opens_without_a_command_after_a_test_that_used_the_database() => Items.Open().Dispose();

    [Test]
    [RequiresDatabase]
    public void Is_refused_everything_within_Block()
    {
        using SqliteConnection connection = Items.Open();
        using SqliteCommand prepared = connection.CreateCommand();
        prepared.CommandText = "SELECT count(*) FROM items";
        prepared.Prepare();
        using SqliteCommand several = connection.CreateCommand();
        several.CommandText = "SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3";
        using SqliteDataReader reader = several.ExecuteReader();
        Assert.That(reader.Read(), Is.True);
        Items.Open().Dispose();

        using (DatabaseAccess.Block())
        {
            Assert.Multiple(() =>
            {
                Assert.That(Refused.CodeOf(() => Items.Open().Dispose()), Is.EqualTo("DBG1006"), "open");
                Assert.That(Refused.CodeOf(() => Items.Count()), Is.EqualTo("DBG1006"), "open and command");
                Assert.That(Refused.CodeOf(() => connection.Number("SELECT 1")), Is.EqualTo("DBG1006"), "command");
                Assert.That(Refused.CodeOf(() => prepared.ExecuteScalar()), Is.EqualTo("DBG1006"), "prepared command");
                Assert.That(Refused.CodeOf(() => connection.BeginTransaction()), Is.EqualTo("DBG1006"), "transaction");
                Assert.That(Refused.CodeOf(() => reader.Read()), Is.EqualTo("DBG1006"), "reader");
                Assert.That(DatabaseAccess.IsAllowed, Is.False);
            });
        }

        Assert.That(reader.Read(), Is.True);
        Assert.That(prepared.ExecuteScalar(), Is.EqualTo(1));
    }

    [Test]
    [RequiresDatabase]
    public void Cannot_commit_within_Block()
    {
        using SqliteConnection connection = Items.Open();
        using SqliteTransaction transaction = connection.BeginTransaction();
        connection.Execute("INSERT INTO items (name) VALUES ('of the transaction')");

        using (DatabaseAccess.Block())
        {
            Assert.That(Refused.CodeOf(transaction.Commit), Is.EqualTo("DBG1006"));
        }

        transaction.Rollback();
        Assert.That(connection.Number("SELECT count(*) FROM items"), Is.EqualTo(1));
    }

    [Test]
    public void Runs_a_command_after_Allow()
    {
        using SqliteConnection connection = OpenAllowed();
        connection.Execute("DELETE FROM items");
    }

    [Test]
    public void Runs_a_prepared_command_after_Allow()
    {
        SqliteConnection connection;
        SqliteCommand command;
        using (DatabaseAccess.Allow())
        {
            connection = Items.Open();
            command = connection.CreateCommand();
            command.CommandText = "SELECT count(*) FROM items";
            command.Prepare();
        }

        command.ExecuteScalar();
        connection.Dispose();
    }

    [Test]
    public void Reads_on_after_Allow()
    {
        using SqliteConnection connection = OpenAllowed();
        SqliteDataReader reader;
        using (DatabaseAccess.Allow())
        {
            SqliteCommand command = connection.CreateCommand();
            command.CommandText = "SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3";
            reader = command.ExecuteReader();
            Assert.That(reader.Read(), Is.True);
        }

        Refused.Swallow(() => reader.Read());
    }

    [Test]
    [RequiresDatabase]
    public void Uses_another_database_after_it_was_allowed()
    {
        SqliteConnection connection;
        using (DatabaseAccess.Allow("second"))
        {
            connection = Items.Open("Data Source=second.db");
            Assert.That(connection.Number("SELECT count(*) FROM items"), Is.Zero);
        }

        using (connection)
        {
            connection.Execute("DELETE FROM items");
        }
    }

    [Test]
    public void Uses_an_in_memory_database_after_Allow()
    {
        SqliteConnection connection;
        using (DatabaseAccess.Allow())
        {
            connection = Items.Open("Data Source=:memory:");
        }

        using (connection)
        {
            connection.Number("SELECT 1");
        }
    }

    [Test]
    public void Opens_again_after_Allow()
    {
        using (DatabaseAccess.Allow())
        {
            Assert.That(Items.Count(), Is.EqualTo(1));
        }

        Items.Open().Dispose();
    }

    private static SqliteConnection OpenAllowed()
    {
        using (DatabaseAccess.Allow())
        {
            return Items.Open();
        }
    }
}
