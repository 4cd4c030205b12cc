using Microsoft.Data.Sqlite;

namespace NUnit.DbGuard.Tests.Inner.Situations;

/// <summary>Transactions as applications use them, and what ends in the middle of one. The order of the tests does not matter.</summary>
[RequiresDatabase]
public sealed class TransactionTests
{
    [Test]
    [Repeat(2)]
    public void An_error_leaves_the_transaction_usable()
    {
        Assert.That(Items.Count(), Is.EqualTo(1));
        using SqliteConnection connection = Items.Open();
        using SqliteTransaction transaction = connection.BeginTransaction();
        connection.Execute("INSERT INTO items (name) VALUES ('first')");

        Assert.That(() => connection.Execute("INSERT INTO items (name) VALUES ('seeded')"), Throws.TypeOf<SqliteException>());
        connection.Execute("INSERT INTO items (name) VALUES ('second')");
        transaction.Commit();

        Assert.That(Items.Count(), Is.EqualTo(3));
    }

    [Test]
    [Repeat(2)]
    public void A_commit_in_SQL_is_real_within_the_test()
    {
        Assert.That(Items.Count(), Is.EqualTo(1));
        using SqliteConnection connection = Items.Open();
        connection.Execute("BEGIN; INSERT INTO items (name) VALUES ('committed'); COMMIT");

        Assert.That(Items.Count(), Is.EqualTo(2));
        Assert.That(() => connection.Execute("COMMIT"), Throws.TypeOf<SqliteException>());
    }

    [Test]
    [Repeat(2)]
    public void Every_transaction_is_outermost()
    {
        Assert.That(Items.Count(), Is.EqualTo(1));
        using SqliteConnection connection = Items.Open();
        using (SqliteTransaction undone = connection.BeginTransaction())
        {
            connection.Execute("INSERT INTO items (name) VALUES ('undone')");
            undone.Rollback();
        }

        using (SqliteTransaction kept = connection.BeginTransaction())
        {
            connection.Execute("INSERT INTO items (name) VALUES ('kept')");
            kept.Commit();
        }

        Assert.That(Items.Count(), Is.EqualTo(2));
    }

    [Test]
    public void Ends_with_an_uncommitted_violation()
    {
        SqliteConnection connection = Items.Open();
        connection.Execute("PRAGMA foreign_keys=OFF; BEGIN; INSERT INTO parts (item_id, name) VALUES (999, 'orphan')");
    }

    [Test]
    [Repeat(2)]
    public void Identity_values_start_from_the_baseline()
    {
        Items.Add("new");
        using SqliteConnection connection = Items.Open();

        Assert.That(connection.Number("SELECT max(id) FROM items"), Is.EqualTo(2));
    }

    [Test]
    [RequiresDatabase(Isolation = DatabaseIsolation.Flush)]
    [Repeat(2)]
    public void The_seed_is_there_after_real_commits()
    {
        Assert.That(Items.Count(), Is.EqualTo(1));
        using SqliteConnection connection = Items.Open();

        connection.Execute("DELETE FROM items");
    }
}

/// <summary>Two databases in one test, of which one is left in a state that fails the test.</summary>
[RequiresDatabase("default", "second")]
public sealed class TwoDatabasesTests
{
    private const string Second = "Data Source=second.db";

    [Test]
    public void A_first_test_fails_in_one()
    {
        using (SqliteConnection connection = Items.Open())
        {
            connection.Execute("PRAGMA foreign_keys=OFF; INSERT INTO parts (item_id, name) VALUES (999, 'orphan')");
        }

        Items.Add("left", Second);
    }

    [Test]
    public void Both_are_as_they_were()
    {
        using SqliteConnection connection = Items.Open();

        Assert.That(connection.Number("SELECT count(*) FROM parts"), Is.Zero);
        Assert.That(Items.Count(Second), Is.Zero);
    }
}

/// <summary>A query that never ends, left behind by a test.</summary>
[RequiresDatabase]
public sealed class EndlessQueryTests
{
    [Test]
    public void A_first_test_leaves_it_running()
    {
        using ManualResetEventSlim started = new();
        Thread thread = new(() =>
        {
            try
            {
                using SqliteConnection connection = Items.Open();
                connection.CreateFunction("started", () =>
                {
                    started.Set();
                    return 1;
                });
                _ = connection.Number("WITH RECURSIVE n(i) AS (SELECT started() UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n");
            }
            catch (Exception)
            {
                // The end of the test interrupts it.
            }
        }) { IsBackground = true };
        thread.Start();

        Assert.That(started.Wait(TimeSpan.FromSeconds(30)), Is.True);
    }

    [Test]
    public void A_second_test_starts_from_the_baseline() => Assert.That(Items.Count(), Is.EqualTo(1));
}
