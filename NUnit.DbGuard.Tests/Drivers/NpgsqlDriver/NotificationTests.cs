using Npgsql;
using NUnit.DbGuard.Tests.Drivers.Base;

namespace NUnit.DbGuard.Tests.Drivers.NpgsqlDriver;

/// <summary>LISTEN and NOTIFY between two connections.</summary>
public sealed class NotificationTests : DriverTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    [Test]
    public async Task A_waiting_connection_is_notified_at_the_commit_and_not_after_a_rollback()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using NpgsqlConnection listener = await run.OpenAsync();
            await using NpgsqlConnection sender = await run.OpenAsync();
            listener.Notification += (_, notification) => run.Say($"{notification.Channel}: {notification.Payload}");
            _ = await listener.RunAsync("LISTEN news");
            using CancellationTokenSource limit = new(s_limit);
            Task wait = listener.WaitAsync(limit.Token);
            await using (NpgsqlTransaction transaction = await sender.BeginTransactionAsync())
            {
                _ = await sender.RunAsync("NOTIFY news, 'rolled back'");
                await transaction.RollbackAsync();
            }

            await using (NpgsqlTransaction transaction = await sender.BeginTransactionAsync())
            {
                _ = await sender.RunAsync("NOTIFY news, 'committed'");
                run.Say($"before the commit: {wait.IsCompleted}");
                await transaction.CommitAsync();
            }

            await wait;
            wait = listener.WaitAsync(limit.Token);
            _ = await sender.RunAsync("NOTIFY news, 'alone'");
            await wait;
            _ = await listener.RunAsync("UNLISTEN news");
            _ = await sender.RunAsync("NOTIFY news, 'unheard'");
            run.Say(await listener.WaitAsync(TimeSpan.FromMilliseconds(50), limit.Token));
        });

        Assert.That(seen, Is.EqualTo(["before the commit: False", "news: committed", "news: alone", "False"]));
    }

    [Test]
    public async Task A_notification_by_function_is_delivered_as_well()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using NpgsqlConnection listener = await run.OpenAsync();
            await using NpgsqlConnection sender = await run.OpenAsync();
            listener.Notification += (_, notification) => run.Say($"{notification.Channel}: {notification.Payload}");
            _ = await listener.RunAsync("LISTEN news");
            _ = await sender.AskAsync("SELECT pg_notify('news', $1)", "by function");
            using CancellationTokenSource limit = new(TimeSpan.FromSeconds(2));
            await run.SayErrorAsync(() => listener.WaitAsync(limit.Token));
        });

        Assert.That(seen, Is.EqualTo(["news: by function", "no error"]));
    }

    [Test]
    public async Task A_connection_that_notifies_itself_hears_it_with_the_next_answer()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using NpgsqlConnection connection = await run.OpenAsync();
            connection.Notification += (_, notification) => run.Say($"own {notification.PID == connection.ProcessID}: {notification.Payload}");
            _ = await connection.RunAsync("LISTEN news; LISTEN other");
            _ = await connection.RunAsync("NOTIFY other, 'x'");
            run.Say("between");
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
            _ = await connection.RunAsync("NOTIFY news, 'twice'");
            _ = await connection.RunAsync("NOTIFY news, 'twice'");
            run.Say("before the commit");
            await transaction.CommitAsync();
            run.Say(await connection.AskAsync("SELECT 1"));
        });

        Assert.That(seen, Is.EqualTo(["own True: x", "between", "before the commit", "own True: twice", "1"]));
    }

    [Test]
    public async Task A_pooled_connection_that_comes_back_no_longer_listens()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using NpgsqlDataSource source = NpgsqlDataSource.Create(run.With(static settings => settings.MaxPoolSize = 1));
            await using (NpgsqlConnection listener = await source.OpenConnectionAsync())
            {
                _ = await listener.RunAsync("LISTEN news");
            }

            await using NpgsqlConnection again = await source.OpenConnectionAsync();
            again.Notification += (_, notification) => run.Say(notification.Payload);
            run.Say(await again.RunAsync("NOTIFY news, 'unheard'"));
            run.Say(await again.AskAsync("SELECT count(*) FROM customers"));
        });

        Assert.That(seen, Is.EqualTo(["-1", "3"]));
    }
}
