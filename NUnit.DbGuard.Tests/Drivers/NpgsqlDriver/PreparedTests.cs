using Npgsql;
using NUnit.DbGuard.Tests.Drivers.Base;

namespace NUnit.DbGuard.Tests.Drivers.NpgsqlDriver;

/// <summary>Prepared statements outlive the transactions that they were made in, on the client's side and on the server's.</summary>
public sealed class PreparedTests : DriverTests
{
    private const string Insert = "INSERT INTO customers (name) VALUES ($1) RETURNING id";

    [Test]
    public async Task A_prepared_statement_survives_the_rollback_of_the_transaction_that_it_was_prepared_in()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using NpgsqlConnection connection = await run.OpenAsync(static settings => settings.Pooling = false);
            await using NpgsqlCommand command = new(Insert, connection);
            NpgsqlParameter<string> name = new() { TypedValue = "Dora" };
            _ = command.Parameters.Add(name);
            await using (NpgsqlTransaction transaction = await connection.BeginTransactionAsync())
            {
                await command.PrepareAsync();
                run.Say(await command.ExecuteScalarAsync());
                await transaction.RollbackAsync();
            }

            run.Say(await command.ExecuteScalarAsync());
            name.TypedValue = "Eve";
            run.Say(await command.ExecuteScalarAsync());
            await run.SayErrorAsync(() => command.ExecuteScalarAsync());
            name.TypedValue = "Flo";
            run.Say(await command.ExecuteScalarAsync());
            run.Say(command.IsPrepared);
            await command.UnprepareAsync();
            name.TypedValue = "Gus";
            run.Say(await command.ExecuteScalarAsync());
        });

        Assert.That(seen[..3], Is.EqualTo(["4", "5", "6"]));
    }

    [Test]
    public async Task Statements_that_the_driver_prepares_by_itself_go_on_after_errors_and_rollbacks()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using NpgsqlConnection connection = await run.OpenAsync(static settings =>
            {
                settings.MaxAutoPrepare = 3;
                settings.AutoPrepareMinUsages = 2;
            });
            for (int round = 0; round < 12; round++)
            {
                await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
                run.Say(await connection.AskAsync(Insert, $"name {round}"));

                // More statements than the driver keeps: it closes the oldest ones.
                run.Say(await connection.AskAsync($"SELECT {round % 5} + $1", round));
                if (round % 3 == 1)
                {
                    await run.SayErrorAsync(() => connection.AskAsync(Insert, "Ada"));
                }

                if (round % 2 == 0 && round % 3 != 1)
                {
                    await transaction.CommitAsync();
                }
                else
                {
                    await transaction.RollbackAsync();
                }
            }

            run.Say(await connection.CountAsync("customers"));
        });

        Assert.That(seen[^1], Is.EqualTo("7"));
    }

    [Test]
    [Repeat(3)]
    public async Task A_statement_that_was_prepared_in_an_earlier_test_serves_on_the_same_pooled_connection()
    {
        DriverRun run = Through();
        await using NpgsqlConnection connection = await run.OpenAsync(static settings =>
        {
            settings.MaxPoolSize = 1;
            settings.MaxAutoPrepare = 5;
            settings.AutoPrepareMinUsages = 1;
            settings.ApplicationName = "over tests";
        });

        object? first = await connection.AskAsync(Insert, "Dora");
        object? second = await connection.AskAsync(Insert, "Eve");

        Assert.That((first, second), Is.EqualTo((4, 5)));
        await using NpgsqlCommand table = new("CREATE TABLE only_in_this_test (id int)", connection);
        _ = await table.ExecuteNonQueryAsync();
        Assert.That(await connection.CountAsync("only_in_this_test"), Is.Zero);
    }

    [Test]
    public async Task A_plan_whose_table_has_changed_is_refused_once_as_by_the_server()
    {
        _ = await Compare(static async run =>
        {
            await using NpgsqlConnection connection = await run.OpenAsync();
            await using NpgsqlCommand command = new("SELECT * FROM accounts ORDER BY id", connection);
            await command.PrepareAsync();
            run.Say(await command.ExecuteScalarAsync());
            _ = await connection.RunAsync("ALTER TABLE accounts ADD COLUMN owner text");
            await run.SayErrorAsync(() => command.ExecuteScalarAsync());
            await run.SayErrorAsync(() => command.ExecuteScalarAsync());
        });
    }

    [Test]
    public async Task Statements_prepared_by_SQL_have_names_of_each_clients_own()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using NpgsqlConnection first = await run.OpenAsync();
            await using NpgsqlConnection second = await run.OpenAsync();
            _ = await first.RunAsync("PREPARE mine (int) AS SELECT name FROM customers WHERE id = $1");
            _ = await second.RunAsync("PREPARE mine AS SELECT 'second'");
            run.Say(await first.AskAsync("EXECUTE mine (2)"));
            run.Say(await second.AskAsync("EXECUTE mine"));
            _ = await first.RunAsync("DEALLOCATE mine");
            await run.SayErrorAsync(() => first.AskAsync("EXECUTE mine (2)"));
            run.Say(await second.AskAsync("EXECUTE mine"));
        });

        Assert.That(seen[..2], Is.EqualTo(["Bob", "second"]));
    }
}
