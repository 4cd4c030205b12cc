using Microsoft.Data.Sqlite;

namespace NUnit.DbGuard.Tests.Inner.Situations;

/// <summary>Marks that open some databases and not others.</summary>
public sealed class SeveralDatabasesTests
{
    private const string Second = "Data Source=second.db";

    [Test]
    [RequiresDatabase]
    public void A_bare_mark_opens_default() => Assert.That(Items.Count(), Is.EqualTo(1));

    [Test]
    [RequiresDatabase]
    public void A_bare_mark_opens_no_other() => Items.Count(Second);

    [Test]
    [RequiresDatabase("second")]
    public void A_named_mark_opens_what_it_names() => Assert.That(Items.Count(Second), Is.Zero);

    [Test]
    [RequiresDatabase("second")]
    public void A_named_mark_does_not_open_default() => Items.Count();

    [Test]
    [RequiresDatabase("default", "second")]
    public void Two_names_open_both()
    {
        Items.Add("moved", Second);

        Assert.That(Items.Count() + Items.Count(Second), Is.EqualTo(2));
    }

    [Test]
    [RequiresDatabase("*")]
    public void A_star_opens_all()
    {
        Items.Add("moved", Second);

        Assert.That(Items.Count() + Items.Count(Second), Is.EqualTo(2));
    }

    [Test]
    [RequiresDatabase]
    public void Beginning_a_transaction_on_an_open_connection_is_refused_too()
    {
        SqliteConnection connection;
        using (DatabaseAccess.Allow("second"))
        {
            connection = Items.Open(Second);
        }

        using (connection)
        {
            using SqliteTransaction transaction = connection.BeginTransaction();
        }
    }

    [Test]
    public void A_database_in_memory_is_closed_again_after_a_scope()
    {
        SqliteConnection connection;
        using (DatabaseAccess.Allow())
        {
            connection = Items.Open("Data Source=:memory:");
        }

        using (connection)
        {
            connection.Execute("CREATE TABLE items (id INTEGER)");
        }
    }

    [Test]
    [RequiresDatabase]
    public async Task A_task_of_the_test_is_refused_too() => await Task.Run(static () => Items.Count(Second));

    [Test]
    [RequiresDatabase]
    public void A_thread_of_the_test_is_refused_too()
    {
        Exception? thrown = null;
        Thread thread = new(() =>
        {
            try
            {
                Items.Count(Second);
            }
            catch (DatabaseAccessBlockedException exception)
            {
                thrown = exception;
            }
        });
        thread.Start();
        thread.Join();
        throw thrown!;
    }

    [Test]
    [RequiresDatabase("*")]
    public void A_file_that_nobody_named_is_refused() => Items.Count("Data Source=customers.db");
}
