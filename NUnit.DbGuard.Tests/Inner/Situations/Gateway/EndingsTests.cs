#pragma warning disable CS0618 // The order is the situation, and what replaces OrderAttribute skips the tests that follow a failure.
using Npgsql;

namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway;

/// <summary>Tests that look at the baseline, write, and then end in some way. Each is the next of another.</summary>
[RequiresDatabase]
[Category("Separate")]
public sealed class EndingsTests
{
    private static NpgsqlConnection? s_leaked;

    private static string Name => TestContext.CurrentContext.Test.MethodName!;

    [SetUp]
    public void SetUp()
    {
        Rows.LookAndLeave();
        switch (Name)
        {
            case nameof(Breaks_in_set_up):
                throw new InvalidOperationException("broken set-up");
            case nameof(Is_inconclusive_in_set_up):
                Assert.Inconclusive("inconclusive set-up");
                break;
            case nameof(Ignores_itself_in_set_up):
                Assert.Ignore("not today, says set-up");
                break;
        }
    }

    [TearDown]
    public void TearDown()
    {
        // The test's work is still there.
        if (Rows.Count() == 1)
        {
            throw new InvalidOperationException("undone before the tear-down");
        }

        if (Name == nameof(Breaks_in_tear_down))
        {
            Rows.Add("tear-down");
            throw new InvalidOperationException("broken tear-down");
        }
    }

    [Test, Order(1)]
    public void Passes() => Rows.Add("more");

    [Test, Order(2)]
    public void Fails() => Assert.Fail("a failed assertion");

    [Test, Order(3)]
    public void Throws() => throw new InvalidOperationException("thrown");

    [Test, Order(4)]
    public void Ignores_itself() => Assert.Ignore("not today");

    [Test, Order(5)]
    public void Is_inconclusive() => Assert.Inconclusive("nothing can be said");

    [Test, Order(6)]
    public void Breaks_in_set_up() => Assert.Fail("It must not run.");

    [Test, Order(7)]
    public void Breaks_in_tear_down() => Rows.Add("test");

    [Test, Order(8)]
    public void Is_inconclusive_in_set_up() => Assert.Fail("It must not run.");

    [Test, Order(9)]
    public void Ignores_itself_in_set_up() => Assert.Fail("It must not run.");

    [Test, Order(10)]
    public void Passes_at_once()
    {
        Rows.Add("more");
        Assert.Pass("passed at once");
    }

    [Test, Order(11)]
    public void Warns() => Assert.Warn("a warning");

    [Test, Order(12)]
    [CancelAfter(300)]
    public async Task Is_cancelled(CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = new(Rows.ConnectionString());
        await connection.OpenAsync(cancellationToken);
        await using NpgsqlCommand command = new("INSERT INTO items (name) SELECT 'slept' FROM pg_sleep(60)", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [Test, Order(13)]
    public void Times_out_in_a_command()
    {
        using NpgsqlConnection connection = Rows.Open();
        using NpgsqlCommand command = new("SELECT pg_sleep(60)", connection) { CommandTimeout = 1 };
        _ = command.ExecuteNonQuery();
    }

    [Test, Order(14)]
    public void Fails_in_a_transaction()
    {
        using NpgsqlConnection connection = Rows.Open();
        using NpgsqlTransaction transaction = connection.BeginTransaction();
        connection.Add("in the transaction");
        connection.Execute("INSERT INTO items (name) VALUES ('seeded')");
    }

    [Test, Order(15)]
    public void Leaves_a_transaction_open()
    {
        s_leaked = Rows.Open();
        _ = s_leaked.BeginTransaction();
        s_leaked.Add("never committed");
    }

    [Test, Order(16)]
    public void Uses_the_connection_of_the_open_transaction()
    {
        Assert.That(Rows.StateOf(static () => s_leaked!.Add("after the end")), Is.EqualTo("25P02"), "What the transaction did is gone, so it can only be rolled back.");
        s_leaked!.Execute("ROLLBACK");
        s_leaked!.Add("of this test");
        Assert.That(Rows.Names(), Is.EqualTo(new[] { "left behind", "of this test", "seeded" }));
    }

    [Test, Order(17)]
    public void Leaves_a_connection_and_a_reader_open()
    {
        s_leaked = Rows.Open();
        using NpgsqlCommand command = new("SELECT generate_series(1, 100000)", s_leaked);
        NpgsqlDataReader reader = command.ExecuteReader();
        _ = reader.Read();
    }

    [Test, Order(18)]
    public void Fails_twice_in_one_assertion() => Assert.Multiple(static () =>
    {
        Assert.That(Rows.Count(), Is.EqualTo(100));
        Rows.Add("between");
        Assert.That(Rows.Count(), Is.EqualTo(200));
    });

    [Test, Order(19), Ignore("never run")]
    public void Is_ignored() => Assert.Fail("It must not run.");

    [Test, Order(20)]
    public void Changes_the_schema()
    {
        using NpgsqlConnection connection = Rows.Open();
        using NpgsqlTransaction transaction = connection.BeginTransaction();
        connection.Execute("TRUNCATE items CASCADE; DROP TABLE parts; CREATE SCHEMA other; ALTER TABLE items RENAME TO renamed; CREATE TABLE items (name text)");
        transaction.Commit();
    }

    [Test, Order(21)]
    public void Comes_last() => Rows.Add("more");
}
