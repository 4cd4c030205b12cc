using System.Data;
using System.Transactions;
using Npgsql;
using NUnit.DbGuard.Tests.Drivers.Base;
using IsolationLevel = System.Data.IsolationLevel;

namespace NUnit.DbGuard.Tests.Drivers.NpgsqlDriver;

/// <summary>Transactions of ADO.NET, on one connection.</summary>
public sealed class TransactionTests : DriverTests
{
    [Test]
    public async Task A_committed_insert_is_seen_by_another_connection()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using NpgsqlConnection first = await run.OpenAsync();
            await using NpgsqlConnection second = await run.OpenAsync();
            await using (NpgsqlTransaction transaction = await first.BeginTransactionAsync())
            {
                run.Say(await first.AskAsync("INSERT INTO customers (name) VALUES ($1) RETURNING id", "Dora"));
                await transaction.CommitAsync();
            }

            run.Say(await second.AskAsync("SELECT id FROM customers WHERE name = 'Dora'"));
        });

        Assert.That(seen, Is.EqualTo(["4", "4"]));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_transaction_that_is_not_committed_leaves_nothing(bool isDisposed)
    {
        List<string> seen = await Compare(async run =>
        {
            await using NpgsqlConnection connection = await run.OpenAsync();
            await using (NpgsqlTransaction transaction = await connection.BeginTransactionAsync())
            {
                _ = await connection.RunAsync("DELETE FROM orders");
                run.Say(await connection.CountAsync("orders"));
                if (!isDisposed)
                {
                    await transaction.RollbackAsync();
                }
            }

            run.Say(await connection.CountAsync("orders"));
        });

        Assert.That(seen, Is.EqualTo(["0", "3"]));
    }

    [Test]
    public async Task A_failed_statement_spoils_its_transaction_and_no_more()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using NpgsqlConnection connection = await run.OpenAsync();
            await using (NpgsqlTransaction transaction = await connection.BeginTransactionAsync())
            {
                _ = await connection.RunAsync("INSERT INTO customers (name) VALUES ('Dora')");
                await run.SayErrorAsync(() => connection.RunAsync("INSERT INTO customers (name) VALUES ('Ada')"));
                await run.SayErrorAsync(() => connection.AskAsync("SELECT 1"));
                await run.SayErrorAsync(() => transaction.CommitAsync());
            }

            run.Say(await connection.CountAsync("customers"));
            await run.SayErrorAsync(() => connection.RunAsync("INSERT INTO orders (customer_id, total) VALUES (77, 1)"));
            run.Say(await connection.RunAsync("INSERT INTO customers (name) VALUES ('Dora')"));
            run.Say(await connection.CountAsync("customers"));
        });

        Assert.That(seen[0], Does.Contain("23505"));
        Assert.That(seen[1], Does.Contain("25P02"));
        Assert.That(seen[^1], Is.EqualTo("4"));
    }

    [Test]
    public async Task Savepoints_are_saved_rolled_back_to_and_released()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using NpgsqlConnection connection = await run.OpenAsync();
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
            _ = await connection.RunAsync("DELETE FROM orders WHERE customer_id = 2");
            await transaction.SaveAsync("one");
            _ = await connection.RunAsync("DELETE FROM orders");
            await transaction.SaveAsync("two");
            await run.SayErrorAsync(() => connection.RunAsync("SELECT 1 / 0"));
            await transaction.RollbackAsync("two");
            run.Say(await connection.CountAsync("orders"));
            await transaction.ReleaseAsync("two");
            await transaction.RollbackAsync("one");
            run.Say(await connection.CountAsync("orders"));
            await run.SayErrorAsync(() => transaction.RollbackAsync("three"));
            await transaction.RollbackAsync("one");
            await transaction.CommitAsync();
            run.Say(await connection.CountAsync("orders"));
        });

        Assert.That(seen[1..3], Is.EqualTo(["0", "2"]));
        Assert.That(seen[^1], Is.EqualTo("2"));
    }

    [Test]
    public async Task A_deferred_violation_appears_at_the_commit()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using NpgsqlConnection connection = await run.OpenAsync();
            await using (NpgsqlTransaction transaction = await connection.BeginTransactionAsync())
            {
                run.Say(await connection.RunAsync("INSERT INTO parts VALUES (1, 2)"));
                await run.SayErrorAsync(() => transaction.CommitAsync());
            }

            await using (NpgsqlTransaction transaction = await connection.BeginTransactionAsync())
            {
                run.Say(await connection.RunAsync("INSERT INTO parts VALUES (1, 2)"));
                run.Say(await connection.RunAsync("INSERT INTO parts VALUES (2, 1)"));
                await transaction.CommitAsync();
            }

            await run.SayErrorAsync(() => connection.RunAsync("INSERT INTO parts VALUES (3, 4)"));
            run.Say(await connection.CountAsync("parts"));
        });

        Assert.That(seen[1], Does.Contain("parts_parent_id_fkey"));
        Assert.That(seen[^1], Is.EqualTo("2"));
    }

    [TestCase(IsolationLevel.ReadCommitted)]
    [TestCase(IsolationLevel.RepeatableRead)]
    [TestCase(IsolationLevel.Serializable)]
    [TestCase(IsolationLevel.Snapshot)]
    public async Task Every_isolation_level_is_accepted(IsolationLevel level)
    {
        List<string> seen = await Compare(async run =>
        {
            await using NpgsqlConnection connection = await run.OpenAsync();
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(level);
            run.Say(await connection.RunAsync("DELETE FROM orders"));
            await transaction.CommitAsync();
            run.Say(await connection.CountAsync("orders"));
        });

        Assert.That(seen, Is.EqualTo(["3", "0"]));
        Assert.That(Database.Test.Notes, level == IsolationLevel.ReadCommitted ? Is.Empty : Has.One.StartsWith("DBG4007"));
    }

    [Test]
    public async Task A_read_only_transaction_refuses_writes()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using NpgsqlConnection connection = await run.OpenAsync();
            _ = await connection.RunAsync("BEGIN READ ONLY");
            run.Say(await connection.CountAsync("orders"));
            await run.SayErrorAsync(() => connection.RunAsync("DELETE FROM orders"));
            _ = await connection.RunAsync("ROLLBACK");
            run.Say(await connection.RunAsync("DELETE FROM orders"));
        });

        Assert.That(seen[1], Does.Contain("25006"));
        Assert.That(seen[^1], Is.EqualTo("3"));
    }

    [Test]
    public async Task A_transaction_scope_that_completes_is_committed()
    {
        List<string> seen = await Compare(static async run =>
        {
            using (TransactionScope scope = new(TransactionScopeAsyncFlowOption.Enabled))
            {
                await using NpgsqlConnection connection = await run.OpenAsync();
                _ = await connection.RunAsync("DELETE FROM orders WHERE customer_id = 2");
                scope.Complete();
            }

            await using NpgsqlConnection other = await run.OpenAsync();
            run.Say(await other.CountAsync("orders"));
        });

        Assert.That(seen, Is.EqualTo(["2"]));
    }

    [Test]
    public async Task A_transaction_scope_that_does_not_complete_leaves_nothing()
    {
        List<string> seen = await Compare(static async run =>
        {
            using (TransactionScope scope = new(TransactionScopeOption.RequiresNew, TransactionScopeAsyncFlowOption.Enabled))
            {
                await using (NpgsqlConnection connection = await run.OpenAsync())
                {
                    _ = await connection.RunAsync("DELETE FROM orders WHERE customer_id = 2");
                }

                // The same physical connection, which the pool keeps for the scope.
                await using NpgsqlConnection again = await run.OpenAsync();
                run.Say(await again.CountAsync("orders"));
            }

            await using NpgsqlConnection other = await run.OpenAsync();
            run.Say(await other.CountAsync("orders"));
        });

        Assert.That(seen, Is.EqualTo(["2", "3"]));
    }

    [Test]
    public void Synchronous_calls_do_the_same()
    {
        DriverRun run = Through();
        using NpgsqlConnection connection = new(run.ConnectionString);
        connection.Open();
        using (NpgsqlTransaction transaction = connection.BeginTransaction())
        {
            using NpgsqlCommand delete = new("DELETE FROM orders", connection, transaction);
            Assert.That(delete.ExecuteNonQuery(), Is.EqualTo(3));
            transaction.Rollback();
        }

        using NpgsqlCommand count = new("SELECT count(*) FROM orders", connection);
        Assert.That(count.ExecuteScalar(), Is.EqualTo(3L));
        Assert.That(connection.State, Is.EqualTo(ConnectionState.Open));
    }

    [Test]
    public async Task Two_phase_commit_is_refused_with_the_remedy()
    {
        DriverRun run = Through();
        await using NpgsqlConnection connection = await run.OpenAsync();
        _ = await connection.RunAsync("BEGIN");
        _ = await connection.RunAsync("DELETE FROM orders");

        PostgresException? refusal = await Assert.ThrowsAsync<PostgresException>(() => connection.RunAsync("PREPARE TRANSACTION 'two'"));

        Assert.That(refusal!.SqlState, Is.EqualTo("0A000"));
        Assert.That(refusal.MessageText, Does.StartWith("DBG4004").And.Contain("DatabaseIsolation.Clone"));
        _ = await connection.RunAsync("ROLLBACK");
        Assert.That(await connection.CountAsync("orders"), Is.EqualTo(3));
    }

    [Test]
    public async Task Two_connections_in_one_transaction_scope_are_refused_with_the_remedy()
    {
        DriverRun run = Through();
        using TransactionScope scope = new(TransactionScopeOption.RequiresNew, TransactionScopeAsyncFlowOption.Enabled);
        await using NpgsqlConnection first = await run.OpenAsync();
        await using NpgsqlConnection second = await run.OpenAsync();
        _ = await first.RunAsync("DELETE FROM orders WHERE customer_id = 2");
        scope.Complete();

        TransactionException? refusal = Assert.Catch<TransactionException>(scope.Dispose);

        Assert.That(refusal!.ToString(), Does.Contain("DBG4004"));
    }
}
