using System.Data;
using Dapper;
using Npgsql;
using NUnit.DbGuard.Tests.Drivers.Base;

namespace NUnit.DbGuard.Tests.Drivers.DapperQueries;

/// <summary>Dapper over Npgsql.</summary>
public sealed class DapperTests : DriverTests
{
    [Test]
    public async Task Queries_map_one_and_several_types()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using NpgsqlConnection connection = new(run.ConnectionString);
            foreach (Customer customer in await connection.QueryAsync<Customer>("SELECT id, name, tags FROM customers WHERE id = ANY(@ids) ORDER BY id", new { ids = new[] { 1, 3 } }))
            {
                run.Say($"{customer.Id} {customer.Name} {string.Join(',', customer.Tags)}");
            }

            IEnumerable<Order> orders = await connection.QueryAsync<Order, Customer, Order>(
                "SELECT o.id, o.total, c.id, c.name FROM orders o JOIN customers c ON c.id = o.customer_id ORDER BY o.id",
                static (order, customer) =>
                {
                    order.Customer = customer;
                    return order;
                });
            foreach (Order order in orders)
            {
                run.Say($"{order.Id} {order.Total} {order.Customer?.Name}");
            }

            await using SqlMapper.GridReader grid = await connection.QueryMultipleAsync("SELECT count(*) FROM orders; SELECT name FROM customers ORDER BY id");
            run.Say(await grid.ReadSingleAsync<long>());
            run.Say(string.Join(", ", await grid.ReadAsync<string>()));
        });

        Assert.That(seen, Is.EqualTo(["1 Ada a,b", "3 Cleo c", "1000 10.00 Ada", "1010 20.50 Ada", "1020 5.00 Bob", "3", "Ada, Bob, Cleo"]));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Commands_run_for_each_parameter_inside_of_a_transaction(bool isCommitted)
    {
        List<string> seen = await Compare(async run =>
        {
            await using NpgsqlConnection connection = await run.OpenAsync();
            await using (NpgsqlTransaction transaction = await connection.BeginTransactionAsync())
            {
                run.Say(await connection.ExecuteAsync(
                    "INSERT INTO accounts VALUES (@id, @balance)", new[] { new { id = 3, balance = 1 }, new { id = 4, balance = 2 } }, transaction));
                run.Say(await connection.ExecuteScalarAsync<int>("SELECT sum(balance) FROM accounts", transaction: transaction));
                if (isCommitted)
                {
                    await transaction.CommitAsync();
                }
            }

            run.Say(await connection.QuerySingleAsync<long>("SELECT count(*) FROM accounts"));
            await run.SayErrorAsync(() => connection.ExecuteAsync("INSERT INTO accounts VALUES (@id, -1)", new { id = 9 }));
            run.Say(await connection.QueryFirstOrDefaultAsync<string>("SELECT name FROM customers WHERE id = @id", new { id = 99 }));
        });

        Assert.That(seen[..3], Is.EqualTo(["2", "153", isCommitted ? "4" : "2"]));
    }

    [Test]
    public async Task An_unbuffered_query_streams_while_another_connection_writes()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using NpgsqlConnection reader = await run.OpenAsync();
            await using NpgsqlConnection writer = await run.OpenAsync();
            int count = 0;
            foreach (int number in reader.Query<int>("SELECT * FROM generate_series(1, 20000)", buffered: false))
            {
                if (number % 5000 == 0)
                {
                    run.Say(writer.Execute("INSERT INTO accounts VALUES (@number, 0)", new { number }));
                    run.Say(reader.FullState.HasFlag(ConnectionState.Open));
                }

                count++;
            }

            run.Say(count);
            run.Say(reader.ExecuteScalar<long>("SELECT count(*) FROM accounts"));
        });

        Assert.That(seen[^2..], Is.EqualTo(["20000", "6"]));
    }
}
