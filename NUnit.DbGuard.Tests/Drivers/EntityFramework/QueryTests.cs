using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;
using NpgsqlTypes;
using NUnit.DbGuard.Tests.Drivers.Base;

namespace NUnit.DbGuard.Tests.Drivers.EntityFramework;

/// <summary>Queries, streams and commands of Entity Framework's.</summary>
public sealed class QueryTests : EntityFrameworkTests
{
    private static readonly Func<ShopContext, string, Task<Customer?>> s_byName =
        EF.CompileAsyncQuery(static (ShopContext context, string name) => context.Customers.SingleOrDefault(customer => customer.Name == name));

    [TestCase(true)]
    [TestCase(false)]
    public async Task Related_rows_are_loaded(bool isSplit)
    {
        List<string> seen = await CompareInShop(async run =>
        {
            await using ShopContext context = Context(run);
            IQueryable<Customer> query = context.Customers.Include(static customer => customer.Orders).OrderBy(static customer => customer.Id);
            foreach (Customer customer in await (isSplit ? query.AsSplitQuery() : query.AsSingleQuery()).ToListAsync())
            {
                run.Say($"{customer.Id} {customer.Name} {customer.Orders.Sum(static order => order.Total)}");
            }
        });

        Assert.That(seen[2], Is.EqualTo("1 Ada 30.50"));
    }

    [Test]
    public async Task A_second_context_writes_while_the_first_streams()
    {
        List<string> seen = await CompareInShop(static async run =>
        {
            await using ShopContext reader = Context(run);
            await foreach (Customer customer in reader.Customers.OrderBy(static customer => customer.Id).AsNoTracking().AsAsyncEnumerable())
            {
                await using ShopContext writer = Context(run);
                _ = writer.Customers.Add(new Customer { Name = "friend of " + customer.Name });
                run.Say(await writer.SaveChangesAsync());
                _ = await writer.Orders.Where(order => order.CustomerId == customer.Id).ExecuteDeleteAsync();
            }

            run.Say(await reader.Customers.CountAsync());
            run.Say(await reader.Orders.CountAsync());
        });

        Assert.That(seen[^2..], Is.EqualTo(["6", "0"]));
    }

    [Test]
    public async Task Updates_and_deletes_of_many_rows()
    {
        List<string> seen = await CompareInShop(static async run =>
        {
            await using ShopContext context = Context(run);
            run.Say(await context.Orders.Where(static order => order.Total < 15).ExecuteUpdateAsync(static update => update.SetProperty(static order => order.Total, static order => order.Total + 1)));
            await run.SayErrorAsync(() => context.Orders.ExecuteUpdateAsync(static update => update.SetProperty(static order => order.Total, -1)));
            run.Say(await context.Orders.SumAsync(static order => order.Total));
            run.Say(await context.Orders.Where(static order => order.Total > 10).ExecuteDeleteAsync());
            run.Say(await context.Orders.CountAsync());
        });

        Assert.That(seen[^1], Is.EqualTo("1"));
    }

    [Test]
    public async Task Arrays_ranges_enums_and_JSON_are_written_and_asked_for()
    {
        List<string> seen = await CompareInShop(static async run =>
        {
            await using (ShopContext context = Context(run))
            {
                _ = context.Customers.Add(new Customer
                {
                    Name = "Dora",
                    Mood = NpgsqlDriver.Mood.Sad,
                    Tags = ["x", "y"],
                    Details = new() { Remark = "careful: \"quotes\"" },
                    Stay = new NpgsqlRange<int>(1, 9),
                });
                run.Say(await context.SaveChangesAsync());
            }

            await using ShopContext other = Context(run);
            run.Say((await other.Customers.SingleAsync(static customer => customer.Tags.Contains("y"))).Name);
            run.Say((await other.Customers.SingleAsync(static customer => customer.Details.Vip)).Name);
            run.Say((await other.Customers.SingleAsync(static customer => customer.Stay.Contains(4))).Details.Remark);
            run.Say(await other.Customers.CountAsync(static customer => customer.Mood == NpgsqlDriver.Mood.Sad));
        });

        Assert.That(seen[^4..], Is.EqualTo(["Dora", "Cleo", "careful: \"quotes\"", "1"]));
    }

    [Test]
    public async Task Pooled_contexts_compiled_queries_and_raw_SQL()
    {
        List<string> seen = await CompareInShop(static async run =>
        {
            PooledDbContextFactory<ShopContext> factory = new(Options(run), poolSize: 2);
            for (int round = 0; round < 4; round++)
            {
                await using ShopContext context = await factory.CreateDbContextAsync();
                run.Say((await s_byName(context, "Bob"))?.Id);
                run.Say((await s_byName(context, $"round {round - 1}"))?.Id);
                _ = context.Customers.Add(new Customer { Name = $"round {round}" });
                run.Say(await context.SaveChangesAsync());
            }

            await using ShopContext last = await factory.CreateDbContextAsync();
            string name = "Ada";
            run.Say(await last.Customers.FromSql($"SELECT *, xmin FROM \"Customers\" WHERE \"Name\" = {name}").Select(static customer => customer.Id).SingleAsync());
            run.Say(await last.Database.ExecuteSqlAsync($"UPDATE \"Orders\" SET \"Total\" = 0 WHERE \"CustomerId\" = {1}"));
            run.Say(await last.Database.SqlQuery<int>($"SELECT count(*)::int AS \"Value\" FROM \"Orders\" WHERE \"Total\" = 0").SingleAsync());
        });

        Assert.That(seen[^1], Is.EqualTo("2"));
    }

    [Test]
    public async Task A_context_shares_a_connection_and_its_transaction_with_commands()
    {
        List<string> seen = await CompareInShop(static async run =>
        {
            await using NpgsqlConnection connection = await run.OpenAsync();
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
            _ = await connection.RunAsync("INSERT INTO \"Orders\" VALUES (1, 1, 7)");
            DbContextOptions<ShopContext> options = new DbContextOptionsBuilder<ShopContext>().UseNpgsql(connection, static npgsql => npgsql.MapEnum<NpgsqlDriver.Mood>("mood")).Options;
            await using (ShopContext context = new(options))
            {
                _ = await context.Database.UseTransactionAsync(transaction);
                run.Say(await context.Orders.CountAsync());
                run.Say(await context.Orders.Where(static order => order.Id == 1).ExecuteDeleteAsync());
            }

            await transaction.CommitAsync();
            run.Say(await connection.CountAsync("\"Orders\""));
        });

        Assert.That(seen[^3..], Is.EqualTo(["4", "1", "3"]));
    }
}
