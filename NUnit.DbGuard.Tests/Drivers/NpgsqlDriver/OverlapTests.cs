using System.Diagnostics;
using Npgsql;
using NUnit.DbGuard.Tests.Drivers.Base;

namespace NUnit.DbGuard.Tests.Drivers.NpgsqlDriver;

/// <summary>Two connections in transactions at the same time, of which one server session can give only the nested ones.</summary>
public sealed class OverlapTests : DriverTests
{
    private protected override DriverDatabase Database => DriverSetUp.Server.Impatient;

    [Test]
    public async Task A_transaction_that_ends_inside_of_anothers_works()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using NpgsqlConnection outer = await run.OpenAsync();
            await using NpgsqlConnection inner = await run.OpenAsync();
            await using NpgsqlTransaction first = await outer.BeginTransactionAsync();
            _ = await outer.RunAsync("INSERT INTO accounts VALUES (3, 3)");
            await using (NpgsqlTransaction second = await inner.BeginTransactionAsync())
            {
                _ = await inner.RunAsync("INSERT INTO accounts VALUES (4, 4)");
                await second.CommitAsync();
            }

            await using (NpgsqlTransaction third = await inner.BeginTransactionAsync())
            {
                _ = await inner.RunAsync("INSERT INTO accounts VALUES (5, 5)");
                await third.RollbackAsync();
            }

            run.Say(await inner.RunAsync("INSERT INTO files VALUES (1, 'x')"));
            _ = await outer.RunAsync("INSERT INTO accounts VALUES (6, 6)");
            await first.CommitAsync();
            (await inner.RowsAsync("SELECT id FROM accounts ORDER BY id")).ForEach(run.Say);
        });

        Assert.That(seen, Is.EqualTo(["1", "1", "2", "3", "4", "6"]));
    }

    [Test]
    public async Task Crossed_transactions_fail_the_one_that_waits_within_the_limit()
    {
        ExpectFailures("DBG4001");
        DriverRun run = Through();
        await using NpgsqlConnection outer = await run.OpenAsync(static settings => settings.ApplicationName = "outer");
        await using NpgsqlConnection inner = await run.OpenAsync(static settings => settings.ApplicationName = "inner");
        await using NpgsqlTransaction first = await outer.BeginTransactionAsync();
        _ = await outer.RunAsync("INSERT INTO accounts VALUES (3, 3)");
        await using NpgsqlTransaction second = await inner.BeginTransactionAsync();
        _ = await inner.RunAsync("INSERT INTO accounts VALUES (4, 4)");
        long begin = Stopwatch.GetTimestamp();

        PostgresException? crossed = await Assert.ThrowsAsync<PostgresException>(() => outer.RunAsync("INSERT INTO accounts VALUES (5, 5)"));

        Assert.That(Stopwatch.GetElapsedTime(begin), Is.LessThan(TimeSpan.FromSeconds(5)));
        Assert.That(crossed!.MessageText, Does.StartWith("DBG4001").And.Contain("DatabaseIsolation.Clone").And.Contain("outer").And.Contain("inner"));
        await second.RollbackAsync();
        await first.RollbackAsync();
    }

    [Test]
    public async Task A_commit_inside_of_a_transaction_that_is_rolled_back_is_reported()
    {
        ExpectFailures("DBG4002");
        DriverRun run = Through();
        await using NpgsqlConnection outer = await run.OpenAsync();
        await using NpgsqlConnection inner = await run.OpenAsync();
        await using NpgsqlTransaction transaction = await outer.BeginTransactionAsync();
        _ = await outer.RunAsync("INSERT INTO accounts VALUES (3, 3)");
        _ = await inner.RunAsync("INSERT INTO accounts VALUES (4, 4)");

        await transaction.RollbackAsync();

        Assert.That(await inner.CountAsync("accounts"), Is.EqualTo(2));
    }

    [Test]
    public async Task A_read_inside_of_a_transaction_that_is_rolled_back_is_not_reported()
    {
        DriverRun run = Through();
        await using NpgsqlConnection outer = await run.OpenAsync();
        await using NpgsqlConnection inner = await run.OpenAsync();
        await using NpgsqlTransaction transaction = await outer.BeginTransactionAsync();
        _ = await outer.RunAsync("INSERT INTO accounts VALUES (3, 3)");
        Assert.That(await inner.CountAsync("orders"), Is.EqualTo(3));

        await transaction.RollbackAsync();

        Assert.That(await inner.CountAsync("accounts"), Is.EqualTo(2));
    }

    [Test]
    public async Task Transactions_that_run_at_the_same_time_come_one_after_the_other()
    {
        DriverRun run = Through();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            await using NpgsqlConnection connection = await run.OpenAsync();
            for (int round = 0; round < 10; round++)
            {
                await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
                _ = await connection.RunAsync("UPDATE accounts SET balance = balance + 1 WHERE id = 1");
                _ = await connection.RunAsync("INSERT INTO accounts VALUES ($1, 0)", 100 + (worker * 10) + round);
                await transaction.CommitAsync();
            }
        })));

        await using NpgsqlConnection last = await run.OpenAsync();
        Assert.That(await last.AskAsync("SELECT balance FROM accounts WHERE id = 1"), Is.EqualTo(140));
        Assert.That(await last.CountAsync("accounts"), Is.EqualTo(42));
    }
}
