using Npgsql;
using NUnit.DbGuard.Tests.Drivers.Base;

namespace NUnit.DbGuard.Tests.Drivers.NpgsqlDriver;

/// <summary>Several statements in one flight.</summary>
public sealed class BatchTests : DriverTests
{
    [TestCase(false, false)]
    [TestCase(true, false)]
    [TestCase(false, true)]
    [TestCase(true, true)]
    public async Task A_batch_with_an_error_in_its_middle_undoes_what_PostgreSQL_undoes(bool hasBarriers, bool isInTransaction)
    {
        List<string> seen = await Compare(async run =>
        {
            await using NpgsqlConnection connection = await run.OpenAsync();
            await using NpgsqlTransaction? transaction = isInTransaction ? await connection.BeginTransactionAsync() : null;
            await using NpgsqlBatch batch = new(connection, transaction) { EnableErrorBarriers = hasBarriers };
            foreach (string sql in (string[])["INSERT INTO accounts VALUES (3, 1)", "INSERT INTO accounts VALUES (1, 1)", "INSERT INTO accounts VALUES (4, 1)"])
            {
                batch.BatchCommands.Add(new NpgsqlBatchCommand(sql));
            }

            await run.SayErrorAsync(() => batch.ExecuteNonQueryAsync());
            if (transaction is not null)
            {
                await transaction.RollbackAsync();
            }

            (await connection.RowsAsync("SELECT id FROM accounts ORDER BY id")).ForEach(run.Say);
        });

        Assert.That(seen[1..], Is.EqualTo(hasBarriers && !isInTransaction ? ["1", "2", "3", "4"] : (string[])["1", "2"]));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_batch_of_reads_and_writes_gives_each_result(bool isPrepared)
    {
        List<string> seen = await Compare(async run =>
        {
            await using NpgsqlConnection connection = await run.OpenAsync();
            await using NpgsqlBatch batch = new(connection);
            batch.BatchCommands.Add(new NpgsqlBatchCommand("UPDATE accounts SET balance = balance - $1 WHERE id = 1") { Parameters = { new() { Value = 30 } } });
            batch.BatchCommands.Add(new NpgsqlBatchCommand("UPDATE accounts SET balance = balance + $1 WHERE id = 2") { Parameters = { new() { Value = 30 } } });
            batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT id, balance FROM accounts ORDER BY id"));
            batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT name FROM customers WHERE false"));
            batch.BatchCommands.Add(new NpgsqlBatchCommand("DELETE FROM orders RETURNING id"));
            if (isPrepared)
            {
                await batch.PrepareAsync();
            }

            await using (NpgsqlDataReader reader = await batch.ExecuteReaderAsync())
            {
                do
                {
                    run.Say($"{reader.FieldCount} columns");
                    while (await reader.ReadAsync())
                    {
                        run.Say(reader.GetValue(reader.FieldCount - 1));
                    }
                }
                while (await reader.NextResultAsync());

                run.Say(reader.RecordsAffected);
            }

            foreach (NpgsqlBatchCommand command in batch.BatchCommands)
            {
                run.Say($"{command.StatementType} {command.RecordsAffected}");
            }
        });

        Assert.That(seen, Is.SupersetOf(["70", "80", "Delete 3"]));
    }

    [Test]
    public async Task Several_statements_in_one_command_are_one_transaction()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using NpgsqlConnection connection = await run.OpenAsync();
            await run.SayErrorAsync(() => connection.RunAsync("DELETE FROM orders; SELECT 1 / 0"));
            run.Say(await connection.CountAsync("orders"));
            run.Say(await connection.RunAsync("DELETE FROM orders WHERE customer_id = 1; DELETE FROM orders WHERE customer_id = 2"));
            run.Say(await connection.CountAsync("orders"));
        });

        Assert.That(seen[1..], Is.EqualTo(["3", "3", "0"]));
    }

    [Test]
    public async Task A_batch_that_begins_and_commits_by_itself_works()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using NpgsqlConnection connection = await run.OpenAsync();
            run.Say(await connection.RunAsync("BEGIN; DELETE FROM orders; ROLLBACK; DELETE FROM orders WHERE customer_id = 2"));
            run.Say(await connection.CountAsync("orders"));
            await run.SayErrorAsync(() => connection.RunAsync("BEGIN; DELETE FROM orders; SELECT 1 / 0; COMMIT"));
            await run.SayErrorAsync(() => connection.RunAsync("SELECT 1"));
            _ = await connection.RunAsync("ROLLBACK");
            run.Say(await connection.CountAsync("orders"));
        });

        Assert.That(seen[^1], Is.EqualTo("2"));
    }
}
