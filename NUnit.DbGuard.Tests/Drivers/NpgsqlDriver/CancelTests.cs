using System.Diagnostics;
using Npgsql;
using NUnit.DbGuard.Tests.Drivers.Base;

namespace NUnit.DbGuard.Tests.Drivers.NpgsqlDriver;

/// <summary>A command that is given up: by request, by time, by token. The connection goes on.</summary>
public sealed class CancelTests : DriverTests
{
    private const string Sleep = "SELECT pg_sleep(30)";

    [Test]
    public async Task A_cancelled_command_ends_and_its_connection_goes_on()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using NpgsqlConnection connection = await run.OpenAsync();
            await using NpgsqlCommand command = new(Sleep, connection);
            Task<object?> sleeping = command.ExecuteScalarAsync();
            using Timer repeat = new(_ => command.Cancel(), null, TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(50));
            await run.SayErrorAsync(() => sleeping);
            await repeat.DisposeAsync();
            run.Say(await connection.CountAsync("customers"));
        });

        Assert.That(seen[0], Does.Contain("57014"));
        Assert.That(seen[^1], Is.EqualTo("3"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_command_that_takes_too_long_ends_and_its_connection_goes_on(bool isInTransaction)
    {
        List<string> seen = await Compare(async run =>
        {
            await using NpgsqlConnection connection = await run.OpenAsync();
            await using NpgsqlTransaction? transaction = isInTransaction ? await connection.BeginTransactionAsync() : null;
            await using NpgsqlCommand command = new(Sleep, connection) { CommandTimeout = 1 };
            await run.SayErrorAsync(() => command.ExecuteScalarAsync());
            if (transaction is not null)
            {
                await run.SayErrorAsync(() => connection.AskAsync("SELECT 1"));
                await transaction.RollbackAsync();
            }

            run.Say(connection.State);
            run.Say(await connection.CountAsync("customers"));
        });

        Assert.That(seen[^1], Is.EqualTo("3"));
    }

    [Test]
    public async Task A_token_ends_a_command_and_its_connection_goes_on()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using NpgsqlConnection connection = await run.OpenAsync();
            await using NpgsqlCommand command = new(Sleep, connection);
            using CancellationTokenSource source = new(TimeSpan.FromMilliseconds(100));
            await run.SayErrorAsync(() => command.ExecuteScalarAsync(source.Token));
            run.Say(await connection.CountAsync("customers"));
        });

        Assert.That(seen[0], Does.StartWith("OperationCanceledException"));
        Assert.That(seen[^1], Is.EqualTo("3"));
    }

    [Test]
    public async Task A_client_that_waits_for_another_is_cancelled_alone()
    {
        DriverRun run = Through();
        await using NpgsqlConnection sleeper = await run.OpenAsync();
        await using NpgsqlConnection waiter = await run.OpenAsync(static settings => settings.Pooling = false);
        await using NpgsqlCommand sleep = new("SELECT pg_sleep(2.5), 7 AS seven", sleeper);
        Task<NpgsqlDataReader> sleeping = sleep.ExecuteReaderAsync();
        await RunningAsync("pg_sleep(2.5)");
        await using NpgsqlCommand command = new("SELECT 1", waiter);
        using CancellationTokenSource source = new(TimeSpan.FromMilliseconds(150));

        OperationCanceledException? cancelled = await Assert.CatchAsync<OperationCanceledException>(() => command.ExecuteScalarAsync(source.Token));

        Assert.That(cancelled, Is.Not.Null);
        Assert.That(sleeping.IsCompleted, Is.False);
        await using NpgsqlDataReader reader = await sleeping;
        Assert.That(await reader.ReadAsync(), Is.True);
        Assert.That(reader.GetInt32(1), Is.EqualTo(7));
        Assert.That(await waiter.AskAsync("SELECT 2"), Is.EqualTo(2));
    }

    // A bounded poll: the server offers nothing to wait on.
    private static async Task RunningAsync(string part)
    {
        await using NpgsqlConnection connection = new(DriverSetUp.Server.ConnectionString);
        await connection.OpenAsync();
        long begin = Stopwatch.GetTimestamp();
        while (await connection.CountAsync($"pg_stat_activity WHERE state = 'active' AND query LIKE '%{part}%' AND pid <> pg_backend_pid()") == 0)
        {
            Assert.That(Stopwatch.GetElapsedTime(begin), Is.LessThan(TimeSpan.FromSeconds(10)));
            await Task.Delay(5);
        }
    }

    [Test]
    public async Task A_server_side_limit_ends_the_statement_of_its_client_only()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using NpgsqlConnection limited = await run.OpenAsync();
            await using NpgsqlConnection other = await run.OpenAsync();
            _ = await limited.RunAsync("SET statement_timeout = '100ms'");
            await run.SayErrorAsync(() => limited.AskAsync("SELECT pg_sleep(20)"));
            run.Say(await other.AskAsync("SELECT 'awake' FROM pg_sleep(0.3)"));
            run.Say(await limited.AskAsync("SHOW statement_timeout"));
        });

        Assert.That(seen[0], Does.Contain("57014"));
        Assert.That(seen[1..], Is.EqualTo(["awake", "100ms"]));
    }
}
