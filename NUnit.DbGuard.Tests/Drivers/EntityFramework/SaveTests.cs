using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using NUnit.DbGuard.Tests.Drivers.Base;

namespace NUnit.DbGuard.Tests.Drivers.EntityFramework;

/// <summary>SaveChanges in all kinds of transactions.</summary>
public sealed class SaveTests : EntityFrameworkTests
{
    [Test]
    public async Task Saves_without_a_transaction_of_their_own()
    {
        List<string> seen = await CompareInShop(static async run =>
        {
            await using ShopContext context = Context(run);
            Customer added = new() { Name = "Dora", Orders = { new Order { Total = 1 } } };
            _ = context.Customers.Add(added);
            run.Say(await context.SaveChangesAsync());
            run.Say($"{added.Id} {added.Orders[0].Id}");
            added.Name = "Dorothea";
            run.Say(await context.SaveChangesAsync());
            _ = context.Remove(added.Orders[0]);
            run.Say(await context.SaveChangesAsync());
            await using ShopContext other = Context(run);
            run.Say(await other.Customers.Select(static customer => customer.Name).OrderBy(static name => name).LastAsync());
        });

        Assert.That(seen[^1], Is.EqualTo("Dorothea"));
    }

    [Test]
    public async Task A_failed_save_is_repeated_on_the_same_context()
    {
        List<string> seen = await CompareInShop(static async run =>
        {
            await using ShopContext context = Context(run);
            Customer added = new() { Name = "Ada" };
            _ = context.Customers.Add(added);
            _ = context.Customers.Add(new Customer { Name = "Eve" });
            await run.SayErrorAsync(() => context.SaveChangesAsync());
            added.Name = "Ada the second";
            run.Say(await context.SaveChangesAsync());
            run.Say(await context.Customers.CountAsync());
        });

        Assert.That(seen[2], Does.Contain("23505"));
        Assert.That(seen[^1], Is.EqualTo("5"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Several_saves_are_one_transaction(bool isCommitted)
    {
        List<string> seen = await CompareInShop(async run =>
        {
            await using ShopContext context = Context(run);
            await using (IDbContextTransaction transaction = await context.Database.BeginTransactionAsync())
            {
                _ = context.Customers.Add(new Customer { Name = "Dora" });
                run.Say(await context.SaveChangesAsync());
                _ = context.Customers.Add(new Customer { Name = "Ada" });
                await run.SayErrorAsync(() => context.SaveChangesAsync());
                context.ChangeTracker.Clear();
                _ = context.Customers.Add(new Customer { Name = "Eve" });
                run.Say(await context.SaveChangesAsync());
                if (isCommitted)
                {
                    await transaction.CommitAsync();
                }
                else
                {
                    await transaction.RollbackAsync();
                }
            }

            await using ShopContext other = Context(run);
            run.Say(await other.Customers.CountAsync());
        });

        Assert.That(seen[^1], Is.EqualTo(isCommitted ? "5" : "3"));
    }

    [Test]
    public async Task Savepoints_of_the_users_own()
    {
        List<string> seen = await CompareInShop(static async run =>
        {
            await using ShopContext context = Context(run);
            await using IDbContextTransaction transaction = await context.Database.BeginTransactionAsync();
            _ = context.Customers.Add(new Customer { Name = "Dora" });
            run.Say(await context.SaveChangesAsync());
            await transaction.CreateSavepointAsync("here");
            run.Say(await context.Customers.ExecuteUpdateAsync(static update => update.SetProperty(static customer => customer.Mood, NpgsqlDriver.Mood.Sad)));
            await transaction.RollbackToSavepointAsync("here");
            await transaction.ReleaseSavepointAsync("here");
            await transaction.CommitAsync();
            run.Say(await context.Customers.CountAsync(static customer => customer.Mood == NpgsqlDriver.Mood.Sad));
            run.Say(await context.Customers.CountAsync());
        });

        Assert.That(seen[^2..], Is.EqualTo(["0", "4"]));
    }

    [Test]
    public async Task A_retrying_strategy_runs_its_transaction_again()
    {
        List<string> seen = await CompareInShop(static async run =>
        {
            await using ShopContext context = Context(run, static options => options.EnableRetryOnFailure(3, TimeSpan.FromMilliseconds(20), ["57014"]));
            int attempts = 0;
            await context.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
            {
                attempts++;
                context.ChangeTracker.Clear();
                await using IDbContextTransaction transaction = await context.Database.BeginTransactionAsync();
                _ = context.Customers.Add(new Customer { Name = "Dora" });
                run.Say(await context.SaveChangesAsync());
                if (attempts == 1)
                {
                    _ = await context.Database.ExecuteSqlRawAsync("SET LOCAL statement_timeout = 30; SELECT pg_sleep(10)");
                }

                await transaction.CommitAsync();
            });
            run.Say(attempts);
            run.Say(await context.Customers.CountAsync());
        });

        Assert.That(seen[^2..], Is.EqualTo(["2", "4"]));
    }

    [Test]
    public async Task Two_contexts_that_change_the_same_row_conflict()
    {
        List<string> seen = await CompareInShop(static async run =>
        {
            await using ShopContext first = Context(run);
            await using ShopContext second = Context(run);
            Customer ada = await first.Customers.SingleAsync(static customer => customer.Name == "Ada");
            Customer same = await second.Customers.SingleAsync(static customer => customer.Name == "Ada");
            ada.Mood = NpgsqlDriver.Mood.Sad;
            run.Say(await first.SaveChangesAsync());
            same.Mood = NpgsqlDriver.Mood.Ok;
            await run.SayErrorAsync(() => second.SaveChangesAsync());
            await second.Entry(same).ReloadAsync();
            run.Say(same.Mood);
            same.Mood = NpgsqlDriver.Mood.Ok;
            run.Say(await second.SaveChangesAsync());
            same.Mood = NpgsqlDriver.Mood.Happy;
            run.Say(await second.SaveChangesAsync());
            ada.Mood = NpgsqlDriver.Mood.Ok;
            await run.SayErrorAsync(() => first.SaveChangesAsync());
        });

        Assert.That(seen.Count(static line => line == "DbUpdateConcurrencyException"), Is.EqualTo(2));
    }

    [Test]
    public async Task A_conflict_is_found_inside_of_a_transaction()
    {
        List<string> seen = await CompareInShop(static async run =>
        {
            await using ShopContext first = Context(run);
            await using ShopContext second = Context(run);
            Customer same = await second.Customers.SingleAsync(static customer => customer.Name == "Ada");
            await using (IDbContextTransaction transaction = await first.Database.BeginTransactionAsync())
            {
                Customer ada = await first.Customers.SingleAsync(static customer => customer.Name == "Ada");
                ada.Mood = NpgsqlDriver.Mood.Sad;
                run.Say(await first.SaveChangesAsync());
                ada.Mood = NpgsqlDriver.Mood.Ok;
                run.Say(await first.SaveChangesAsync());
                await transaction.CommitAsync();
            }

            await using (IDbContextTransaction transaction = await second.Database.BeginTransactionAsync())
            {
                same.Tags.Add("x");
                await run.SayErrorAsync(() => second.SaveChangesAsync());
                await second.Entry(same).ReloadAsync();
                same.Tags.Add("y");
                run.Say(await second.SaveChangesAsync());
                await transaction.CommitAsync();
            }

            run.Say(string.Join(",", (await first.Customers.AsNoTracking().SingleAsync(static customer => customer.Name == "Ada")).Tags));
        });

        Assert.That(seen, Does.Contain("DbUpdateConcurrencyException"));
        Assert.That(seen[^1], Is.EqualTo("a,b,y"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_transaction_scope_holds_around_contexts(bool isComplete)
    {
        List<string> seen = await CompareInShop(async run =>
        {
            using (TransactionScope scope = new(TransactionScopeOption.RequiresNew, TransactionScopeAsyncFlowOption.Enabled))
            {
                await using (ShopContext context = Context(run))
                {
                    _ = context.Customers.Add(new Customer { Name = "Dora" });
                    run.Say(await context.SaveChangesAsync());
                }

                await using (ShopContext context = Context(run))
                {
                    run.Say(await context.Orders.ExecuteDeleteAsync());
                }

                if (isComplete)
                {
                    scope.Complete();
                }
            }

            await using ShopContext last = Context(run);
            run.Say(await last.Customers.CountAsync());
            run.Say(await last.Orders.CountAsync());
        });

        Assert.That(seen[^2..], Is.EqualTo(isComplete ? ["4", "0"] : (string[])["3", "3"]));
    }

    [Test]
    public void A_transaction_scope_holds_around_synchronous_calls()
    {
        DriverRun run = Through();
        using (ShopContext context = Context(run))
        {
            _ = context.Database.EnsureCreated();
        }

        foreach (bool isComplete in (bool[])[false, true])
        {
            using TransactionScope scope = new();
            using ShopContext context = Context(run);
            _ = context.Customers.Add(new Customer { Name = "Dora" });
            _ = context.SaveChanges();
            if (isComplete)
            {
                scope.Complete();
            }
        }

        using ShopContext last = Context(run);
        Assert.That(last.Customers.Count(), Is.EqualTo(1));
    }
}
