using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using NUnit.DbGuard.Tests.Drivers.Base;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure;

namespace NUnit.DbGuard.Tests.Drivers.EntityFramework;

/// <summary>Tests that begin with an empty database.</summary>
public abstract class EntityFrameworkTests : DriverTests
{
    private protected override DriverDatabase Database => DriverSetUp.Server.Blank;

    private protected static DbContextOptions<ShopContext> Options(DriverRun run, Action<NpgsqlDbContextOptionsBuilder>? npgsql = null) =>
        new DbContextOptionsBuilder<ShopContext>()
            .UseNpgsql(run.ConnectionString, options =>
            {
                _ = options.MapEnum<NpgsqlDriver.Mood>("mood");
                npgsql?.Invoke(options);
            })
            .ConfigureWarnings(static warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning))
            .Options;

    private protected static ShopContext Context(DriverRun run, Action<NpgsqlDbContextOptionsBuilder>? npgsql = null) => new(Options(run, npgsql));

    /// <summary>Compares a body that begins with the schema and three customers, of whom two have orders.</summary>
    private protected Task<List<string>> CompareInShop(Func<DriverRun, Task> body) => Compare(async run =>
    {
        await using (ShopContext context = Context(run))
        {
            run.Say(await context.Database.EnsureCreatedAsync());
            context.Customers.AddRange(
                new Customer { Name = "Ada", Mood = NpgsqlDriver.Mood.Happy, Tags = ["a", "b"], Orders = { new Order { Total = 10 }, new Order { Total = 20.5m } } },
                new Customer { Name = "Bob", Orders = { new Order { Total = 5 } } },
                new Customer { Name = "Cleo", Details = new() { Vip = true } });
            run.Say(await context.SaveChangesAsync());
        }

        await body(run);
    });
}
