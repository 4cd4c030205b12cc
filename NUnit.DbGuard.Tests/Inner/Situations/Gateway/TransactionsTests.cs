using System.Transactions;
using Npgsql;
using IsolationLevel = System.Data.IsolationLevel;

namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway;

/// <summary>The user's own transactions. Each test runs twice, and each begins by looking for what another has left.</summary>
[TestFixture(1)]
[TestFixture(2)]
[RequiresDatabase]
[Category("Separate")]
public sealed class TransactionsTests(int round)
{
    private static readonly string[] s_baseline = [Rows.Seeded];

    [SetUp]
    public void Look() => Assert.That(Rows.Names(), Is.EqualTo(s_baseline), $"the baseline, in round {round}");

    [Test]
    public void A_commit_is_seen_by_other_connections_and_a_rollback_is_not()
    {
        using (NpgsqlConnection connection = Rows.Open())
        {
            using (NpgsqlTransaction transaction = connection.BeginTransaction())
            {
                connection.Add("kept");
                transaction.Commit();
            }

            using (NpgsqlTransaction transaction = connection.BeginTransaction())
            {
                connection.Add("undone");
                Assert.That(connection.Count(), Is.EqualTo(3));
                transaction.Rollback();
            }
        }

        Assert.That(Rows.Names(), Is.EqualTo(new[] { "kept", Rows.Seeded }));
    }

    [Test]
    public async Task An_asynchronous_transaction_commits_and_rolls_back()
    {
        await using (NpgsqlConnection connection = new(Rows.ConnectionString()))
        {
            await connection.OpenAsync();
            await using (NpgsqlTransaction transaction = await connection.BeginTransactionAsync(IsolationLevel.Serializable))
            {
                connection.Add("kept");
                await transaction.CommitAsync();
            }

            await using (NpgsqlTransaction transaction = await connection.BeginTransactionAsync())
            {
                connection.Add("undone");
            }
        }

        Assert.That(Rows.Names(), Is.EqualTo(new[] { "kept", Rows.Seeded }));
    }

    [Test]
    public void A_TransactionScope_that_is_completed_is_kept_and_one_that_is_not_is_undone()
    {
        using (TransactionScope scope = new())
        {
            Rows.Add("kept");
            scope.Complete();
        }

        using (TransactionScope scope = new())
        {
            Rows.Add("undone");
        }

        Assert.That(Rows.Names(), Is.EqualTo(new[] { "kept", Rows.Seeded }));
    }

    [Test]
    public async Task An_asynchronous_TransactionScope_works_over_awaits()
    {
        using (TransactionScope scope = new(TransactionScopeAsyncFlowOption.Enabled))
        {
            await Rows.AddAsync("kept");
            await Task.Yield();
            scope.Complete();
        }

        Assert.That(Rows.Names(), Is.EqualTo(new[] { "kept", Rows.Seeded }));
    }

    [Test]
    public void Savepoints_nest_within_a_transaction()
    {
        using NpgsqlConnection connection = Rows.Open();
        using NpgsqlTransaction transaction = connection.BeginTransaction();
        connection.Add("outer");
        transaction.Save("one");
        connection.Add("inner");
        transaction.Rollback("one");
        transaction.Save("two");
        connection.Add("kept");
        transaction.Release("two");
        transaction.Commit();

        Assert.That(Rows.Names(), Is.EqualTo(new[] { "kept", "outer", Rows.Seeded }));
    }

    [Test]
    public void The_words_BEGIN_COMMIT_and_ROLLBACK_are_understood()
    {
        using NpgsqlConnection connection = Rows.Open();
        connection.Execute("BEGIN");
        connection.Add("kept");
        connection.Execute("COMMIT");
        connection.Execute("/* again */ begin; INSERT INTO items (name) VALUES ('undone'); rollback work");
        connection.Execute("COMMIT");
        connection.Execute("ROLLBACK");
        connection.Add("after them");

        Assert.That(Rows.Names(), Is.EqualTo(new[] { "after them", "kept", Rows.Seeded }));
    }

    [Test]
    public void An_error_outside_of_a_transaction_spoils_nothing()
    {
        using NpgsqlConnection connection = Rows.Open();
        connection.Add("before");

        Assert.That(Rows.StateOf(() => connection.Add("before")), Is.EqualTo("23505"));
        Assert.That(Rows.StateOf(() => connection.Execute("SELECT 1 / 0")), Is.EqualTo("22012"));
        Assert.That(Rows.StateOf(() => connection.Execute("SELEC")), Is.EqualTo("42601"));
        connection.Add("behind");
        Assert.That(Rows.Names(), Is.EqualTo(new[] { "before", "behind", Rows.Seeded }));
    }

    [Test]
    public void An_error_within_a_transaction_fails_that_one_only()
    {
        using NpgsqlConnection connection = Rows.Open();
        connection.Add("before");
        using (NpgsqlTransaction transaction = connection.BeginTransaction())
        {
            connection.Add("undone");
            Assert.That(Rows.StateOf(() => connection.Add("undone")), Is.EqualTo("23505"));
            Assert.That(Rows.StateOf(() => connection.Count()), Is.EqualTo("25P02"));
            transaction.Rollback();
        }

        Assert.That(Rows.Names(), Is.EqualTo(new[] { "before", Rows.Seeded }));
    }

    [Test]
    public void The_first_transaction_is_the_outermost_for_the_code_under_test()
    {
        using NpgsqlConnection connection = Rows.Open();
        using NpgsqlTransaction transaction = connection.BeginTransaction();

        Assert.That(() => connection.BeginTransaction(), Throws.InvalidOperationException);
    }

    [Test]
    public void A_deferred_violation_appears_at_the_commit_that_caused_it()
    {
        using NpgsqlConnection connection = Rows.Open();
        using (NpgsqlTransaction transaction = connection.BeginTransaction())
        {
            connection.Execute("INSERT INTO parts (item_id) VALUES (999)");
            Assert.That(connection.Number("SELECT count(*) FROM parts"), Is.EqualTo(1));
            Assert.That(Rows.StateOf(transaction.Commit), Is.EqualTo("23503"));
        }

        Assert.That(connection.Number("SELECT count(*) FROM parts"), Is.Zero);
        Assert.That(Rows.StateOf(() => connection.Execute("INSERT INTO parts (item_id) VALUES (999)")), Is.EqualTo("23503"));
        using (NpgsqlTransaction transaction = connection.BeginTransaction())
        {
            connection.Execute("INSERT INTO parts (item_id) VALUES (999); INSERT INTO items (id, name) VALUES (999, 'just in time')");
            transaction.Commit();
        }

        Assert.That(connection.Number("SELECT count(*) FROM parts"), Is.EqualTo(1));
    }

    [Test]
    public void A_deferred_violation_in_a_transaction_that_fails_is_not_looked_for()
    {
        using NpgsqlConnection connection = Rows.Open();
        connection.Execute("BEGIN; INSERT INTO parts (item_id) VALUES (999)");
        _ = Rows.StateOf(() => connection.Execute("SELECT 1 / 0"));
        connection.Execute("ROLLBACK");
    }
}
