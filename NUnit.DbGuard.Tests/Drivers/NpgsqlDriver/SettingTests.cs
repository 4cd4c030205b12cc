using Npgsql;
using NUnit.DbGuard.Tests.Drivers.Base;

namespace NUnit.DbGuard.Tests.Drivers.NpgsqlDriver;

/// <summary>Connection strings of every kind at the same time, over one server session.</summary>
public sealed class SettingTests : DriverTests
{
    [Test]
    public async Task Settings_of_connection_strings_hold_for_their_own_connections()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using NpgsqlConnection archive = await run.OpenAsync(static settings =>
            {
                settings.SearchPath = "archive,public";
                settings.ApplicationName = "archivist";
            });
            await using NpgsqlConnection tokyo = await run.OpenAsync(static settings =>
            {
                settings.Timezone = "Asia/Tokyo";
                settings.Options = "-c statement_timeout=4321 -c DateStyle=German -c work_mem=5MB";
            });
            await using NpgsqlConnection plain = await run.OpenAsync();
            for (int round = 0; round < 2; round++)
            {
                foreach (NpgsqlConnection connection in (NpgsqlConnection[])[archive, tokyo, plain])
                {
                    run.Say(await connection.AskAsync("SELECT name FROM customers WHERE id = 1"));
                    run.Say(await connection.AskAsync(
                        """
                        SELECT concat_ws(' ', current_setting('search_path'), current_setting('application_name'), current_setting('statement_timeout'), current_setting('DateStyle'),
                            current_setting('work_mem'), timestamptz '2024-06-01 12:00:00+00')
                        """));
                    run.Say(connection.Timezone);
                }
            }
        });

        Assert.That(seen[0], Is.EqualTo("archived"));
        Assert.That(seen[3], Is.EqualTo("Ada"));
        Assert.That(seen[4], Does.Contain("4321").And.Contain("01.06.2024 21:00:00"));
    }

    [Test]
    public async Task What_SET_changes_is_the_connections_own_and_ends_with_the_pools_reset()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using NpgsqlDataSource source = NpgsqlDataSource.Create(run.With(static settings => settings.MaxPoolSize = 1));
            await using NpgsqlConnection other = await run.OpenAsync();
            await using (NpgsqlConnection connection = await source.OpenConnectionAsync())
            {
                _ = await connection.RunAsync("SET search_path = archive; SET lock_timeout = 77");
                run.Say(await connection.AskAsync("SELECT name FROM customers"));
                run.Say(await other.AskAsync("SHOW lock_timeout"));
                await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
                _ = await connection.RunAsync("SET LOCAL lock_timeout = 99");
                run.Say(await connection.AskAsync("SHOW lock_timeout"));
                run.Say(await other.AskAsync("SHOW lock_timeout"));
                await transaction.CommitAsync();
                run.Say(await connection.AskAsync("SHOW lock_timeout"));
            }

            await using NpgsqlConnection again = await source.OpenConnectionAsync();
            run.Say(await again.AskAsync("SHOW lock_timeout"));
            run.Say(await again.AskAsync("SELECT count(*) FROM customers"));
        });

        Assert.That(seen, Is.EqualTo(["archived", "0", "99ms", "0", "77ms", "0", "3"]));
    }

    [Test]
    public async Task Another_users_rights_hold()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using NpgsqlConnection owner = await run.OpenAsync();
            await using NpgsqlConnection clerk = await run.OpenAsync(settings =>
            {
                settings.Username = "clerk";
                settings.Password = run.IsThroughGateway ? settings.Password : "clerk";
            });
            run.Say(await clerk.AskAsync("SELECT current_user || ' ' || session_user"));
            run.Say(await clerk.CountAsync("customers"));
            await run.SayErrorAsync(() => clerk.RunAsync("DELETE FROM customers"));
            await run.SayErrorAsync(() => clerk.CountAsync("accounts"));
            run.Say(await owner.CountAsync("accounts"));
            run.Say(await clerk.RunAsync("INSERT INTO orders (customer_id, total) VALUES (1, 5)"));
            await run.SayErrorAsync(() => clerk.RunAsync("CREATE TABLE mine (id int)"));
            await run.SayErrorAsync(() => clerk.RunAsync("SET ROLE postgres"));
            run.Say(await owner.AskAsync("SELECT current_user"));
            _ = await owner.RunAsync("GRANT SELECT ON accounts TO clerk");
            run.Say(await clerk.CountAsync("accounts"));
        });

        Assert.That(seen[0], Is.EqualTo("clerk clerk"));
        Assert.That(seen[2], Does.Contain("42501"));
        Assert.That(seen[^1], Is.EqualTo("2"));
    }

    [Test]
    public async Task A_user_that_does_not_exist_is_refused()
    {
        DriverRun run = Through();

        PostgresException? refusal = await Assert.ThrowsAsync<PostgresException>(async () =>
        {
            await using NpgsqlConnection nobody = await run.OpenAsync(static settings => settings.Username = "nobody_at_all");
        });

        Assert.That(refusal!.MessageText, Does.Contain("nobody_at_all"));
    }

    [Test]
    public async Task A_wrong_password_and_an_unknown_database_are_refused()
    {
        DriverRun run = Through();

        PostgresException? password = await Assert.ThrowsAsync<PostgresException>(async () =>
        {
            await using NpgsqlConnection connection = await run.OpenAsync(static settings => settings.Password = "wrong");
        });
        PostgresException? database = await Assert.ThrowsAsync<PostgresException>(async () =>
        {
            await using NpgsqlConnection connection = await run.OpenAsync(static settings => settings.Database = "nowhere");
        });

        Assert.That(password!.SqlState, Is.EqualTo("28P01"));
        Assert.That(database!.SqlState, Is.EqualTo("3D000"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Error_details_are_the_servers(bool includesDetail)
    {
        List<string> seen = await Compare(async run =>
        {
            await using NpgsqlConnection connection = await run.OpenAsync(settings => settings.IncludeErrorDetail = includesDetail);
            await run.SayErrorAsync(() => connection.RunAsync("INSERT INTO customers (name) VALUES ('Ada')"));
            await run.SayErrorAsync(() => connection.RunAsync("UPDATE accounts SET balance = -1"));
            await run.SayErrorAsync(() => connection.RunAsync("SELECT nothing FROM customers"));
            await run.SayErrorAsync(() => connection.RunAsync("DO $$ BEGIN RAISE EXCEPTION 'raised' USING HINT = 'a hint', ERRCODE = 'P0042'; END $$"));
        });

        Assert.That(seen[0].Contains("Key (name)=(Ada) already exists", StringComparison.Ordinal), Is.EqualTo(includesDetail));
    }

    [Test]
    public async Task Notices_reach_their_connection()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using NpgsqlConnection connection = await run.OpenAsync();
            await using NpgsqlConnection other = await run.OpenAsync();
            connection.Notice += (_, notice) => run.Say($"{notice.Notice.Severity} {notice.Notice.MessageText}");
            other.Notice += (_, notice) => run.Say($"other: {notice.Notice.MessageText}");
            _ = await connection.RunAsync("DO $$ BEGIN RAISE NOTICE 'hello'; END $$");
            _ = await other.RunAsync("DROP TABLE IF EXISTS no_such_table");
            _ = await connection.RunAsync("ROLLBACK");
        });

        Assert.That(seen, Has.Count.EqualTo(3));
        Assert.That(seen[0], Is.EqualTo("NOTICE hello"));
    }

    [Test]
    public async Task A_keepalive_between_commands_disturbs_nothing()
    {
        DriverRun run = Through();
        await using NpgsqlConnection connection = await run.OpenAsync(static settings => settings.KeepAlive = 1);
        await using NpgsqlConnection other = await run.OpenAsync();
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        _ = await connection.RunAsync("DELETE FROM orders WHERE customer_id = 1");

        // The driver asks after a second of silence; the wait is the server's.
        _ = await other.AskAsync("SELECT 1 FROM pg_sleep(1.3)");

        Assert.That(await connection.CountAsync("orders"), Is.EqualTo(1));
        await transaction.CommitAsync();
        Assert.That(await other.CountAsync("orders"), Is.EqualTo(1));
    }
}
