using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using NUnit.DbGuard.Tests.Drivers.Base;

namespace NUnit.DbGuard.Tests.Drivers.EntityFramework;

/// <summary>The schema is made inside a test, and gone after it.</summary>
public sealed class SchemaTests : EntityFrameworkTests
{
    [Test]
    [Repeat(2)]
    public async Task Migrations_run_inside_a_test()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using ShopContext context = Context(run);
            run.Say(await context.Database.CanConnectAsync());
            run.Say(string.Join(", ", await context.Database.GetPendingMigrationsAsync()));
            await context.Database.MigrateAsync();
            run.Say(string.Join(", ", await context.Database.GetAppliedMigrationsAsync()));
            Customer customer = await context.Customers.SingleAsync();
            run.Say($"{customer.Name} {customer.Details.Vip} {customer.Mood}");
            _ = context.Customers.Add(new Customer { Name = "Dora" });
            run.Say(await context.SaveChangesAsync());
            IMigrator migrator = context.GetService<IMigrator>();
            await migrator.MigrateAsync("First");
            await run.SayErrorAsync(() => context.Orders.CountAsync());
            await migrator.MigrateAsync();
            run.Say(await context.Orders.CountAsync());
        });

        Assert.That(seen[^1], Is.EqualTo("0"));
        Assert.That(seen, Does.Contain("20240101000000_First, 20240102000000_Second"));
    }

    [Test]
    public void Migrations_run_synchronously_and_twice()
    {
        using ShopContext context = Context(Through());
        context.Database.Migrate();
        context.Database.Migrate();

        Assert.That(context.Customers.Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task The_schema_is_created_from_the_model_and_deleted_tables_are_gone()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using ShopContext context = Context(run);
            run.Say(await context.Database.EnsureCreatedAsync());
            run.Say(await context.Database.EnsureCreatedAsync());
            run.Say(await context.Customers.CountAsync());
        });

        Assert.That(seen, Is.EqualTo(["True", "False", "0"]));
    }

    [Test]
    public async Task A_migration_that_fails_leaves_nothing()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using ShopContext context = Context(run);
            _ = await context.Database.ExecuteSqlRawAsync("CREATE TABLE \"Orders\" (id int)");
            await run.SayErrorAsync(() => context.Database.MigrateAsync());
            run.Say(string.Join(", ", await context.Database.GetAppliedMigrationsAsync()));
            _ = await context.Database.ExecuteSqlRawAsync("DROP TABLE \"Orders\"");
            await context.Database.MigrateAsync();
            run.Say(string.Join(", ", await context.Database.GetAppliedMigrationsAsync()));
        });

        Assert.That(seen[0], Does.Contain("42P07"));
        Assert.That(seen[^1], Does.EndWith("Second"));
    }
}
