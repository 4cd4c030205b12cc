using Npgsql;
using NUnit.DbGuard.Tests.Drivers.Base;

namespace NUnit.DbGuard.Tests.Drivers.NpgsqlDriver;

/// <summary>Pools, with and without reset, multiplexed or none.</summary>
public sealed class PoolTests : DriverTests
{
    [TestCase(true, false)]
    [TestCase(true, true)]
    [TestCase(false, false)]
    public async Task Connections_come_and_go(bool isPooled, bool hasNoReset)
    {
        List<string> seen = await Compare(async run =>
        {
            for (int round = 0; round < 10; round++)
            {
                await using NpgsqlConnection connection = await run.OpenAsync(settings =>
                {
                    settings.Pooling = isPooled;
                    settings.NoResetOnClose = hasNoReset;
                });
                run.Say(await connection.AskAsync("INSERT INTO customers (name) VALUES ($1) RETURNING id", $"name {round}"));
                await run.SayErrorAsync(() => connection.RunAsync("no sql"));
            }
        });

        Assert.That(seen[^2], Is.EqualTo("13"));
    }

    [Test]
    public async Task A_connection_that_is_closed_inside_its_transaction_is_rolled_back()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using NpgsqlDataSource source = NpgsqlDataSource.Create(run.With(static settings => settings.MaxPoolSize = 1));
            await using (NpgsqlConnection connection = await source.OpenConnectionAsync())
            {
                _ = await connection.BeginTransactionAsync();
                _ = await connection.RunAsync("DELETE FROM orders");
            }

            await using NpgsqlConnection again = await source.OpenConnectionAsync();
            run.Say(await again.CountAsync("orders"));
        });

        Assert.That(seen, Is.EqualTo(["3"]));
    }

    [Test]
    public async Task Commands_of_a_data_source_are_multiplexed_over_few_connections()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using NpgsqlDataSource source = NpgsqlDataSource.Create(run.With(static settings =>
            {
                settings.Multiplexing = true;
                settings.MaxPoolSize = 3;
            }));
            int[] ids = await Task.WhenAll(Enumerable.Range(0, 200).Select(async index =>
            {
                await using NpgsqlCommand command = source.CreateCommand("INSERT INTO customers (name) VALUES ($1) RETURNING id");
                _ = command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = $"name {index % 190}" });
                try
                {
                    return (int)(await command.ExecuteScalarAsync())!;
                }
                catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation)
                {
                    return 0;
                }
            }));
            run.Say(ids.Count(static id => id > 0));
            await using NpgsqlCommand count = source.CreateCommand("SELECT count(DISTINCT id) FROM customers");
            run.Say(await count.ExecuteScalarAsync());
            await using NpgsqlConnection connection = await source.OpenConnectionAsync();
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
            run.Say(await connection.RunAsync("DELETE FROM customers WHERE id > 3"));
            await transaction.RollbackAsync();
            run.Say(await connection.CountAsync("customers"));
        });

        Assert.That(seen, Is.EqualTo(["190", "193", "190", "193"]));
    }

    [Test]
    public async Task Fifty_connections_in_transactions_at_the_same_time_lose_nothing()
    {
        DriverRun run = Through();
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(run.ConnectionString);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(index => Task.Run(async () =>
        {
            await using NpgsqlConnection connection = await source.OpenConnectionAsync();
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
            _ = await connection.RunAsync("INSERT INTO accounts VALUES ($1, $2)", 100 + index, index);
            object? balance = await connection.AskAsync("SELECT balance FROM accounts WHERE id = $1", 100 + index);
            Assert.That(balance, Is.EqualTo(index));
            if (index % 5 == 0)
            {
                await transaction.RollbackAsync();
            }
            else
            {
                await transaction.CommitAsync();
            }
        })));

        await using NpgsqlConnection last = await source.OpenConnectionAsync();
        Assert.That(await last.CountAsync("accounts WHERE id >= 100"), Is.EqualTo(40));
    }

    [Test]
    public async Task A_connection_that_is_broken_off_leaves_nothing_and_others_go_on()
    {
        DriverRun run = Through();
        await using NpgsqlConnection other = await run.OpenAsync();
        NpgsqlConnection leaving = await run.OpenAsync(static settings => settings.Pooling = false);
        await using (leaving)
        {
            _ = await leaving.RunAsync("BEGIN; DELETE FROM orders");
        }

        Assert.That(await other.CountAsync("orders"), Is.EqualTo(3));
    }
}
