using Npgsql;
using NUnit.DbGuard.Tests.Drivers.Base;

namespace NUnit.DbGuard.Tests.Drivers.NpgsqlDriver;

public sealed class TransactionTests : DriverTests
{
    [Test]
    public async Task A_committed_insert_is_seen_by_another_connection()
    {
        IReadOnlyList<string> seen = await Compare(static async run =>
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
}
