using Microsoft.EntityFrameworkCore;
using NUnit.DbGuard;

namespace Shop.Tests;

[RequiresDatabase]
public sealed class ProductTests
{
    [Test]
    public async Task A_taken_sku_is_refused()
    {
        await using var context = TestDatabases.Default.CreateContext<ShopContext>();
        context.Products.Add(NewPot(sku: "TEA"));

        Assert.That(() => context.SaveChangesAsync(), Throws.TypeOf<DbUpdateException>());
    }

    [Test]
    public async Task A_refused_product_spoils_nothing_else()
    {
        await using var context = TestDatabases.Default.CreateContext<ShopContext>();
        var pot = context.Products.Add(NewPot(sku: "TEA")).Entity;
        Assert.That(() => context.SaveChangesAsync(), Throws.TypeOf<DbUpdateException>());

        pot.Sku = "POT";
        await context.SaveChangesAsync();

        Assert.That(await context.Products.CountAsync(), Is.EqualTo(3));
    }

    // The seed took the ids 1 and 2. Each of these two tests adds a product, and for each it is the third.
    [Test, RequiresDatabase(ResetSequences = true)]
    public async Task The_first_new_product_gets_the_id_after_the_seed()
    {
        await using var context = TestDatabases.Default.CreateContext<ShopContext>();
        var pot = context.Products.Add(NewPot(sku: "POT")).Entity;

        await context.SaveChangesAsync();

        Assert.That(pot.Id, Is.EqualTo(3));
    }

    [Test, RequiresDatabase(ResetSequences = true)]
    public async Task The_first_new_product_of_another_test_gets_the_same_id()
    {
        await using var context = TestDatabases.Default.CreateContext<ShopContext>();
        var pot = context.Products.Add(NewPot(sku: "POT")).Entity;

        await context.SaveChangesAsync();

        Assert.That(pot.Id, Is.EqualTo(3));
    }

    [Test]
    public void The_products_are_listed_by_one_statement()
    {
        using var context = TestDatabases.Default.CreateContext<ShopContext>();

        Assert.That(() => context.Products.ToListAsync(), Executes.Exactly(1));
    }

    [Test, CommandBudget(4, MaxRepeats = 1)]
    public async Task A_product_is_renamed_without_asking_twice()
    {
        await using var context = TestDatabases.Default.CreateContext<ShopContext>();
        var tea = await context.Products.SingleAsync(product => product.Sku == "TEA");

        tea.Name = "Green tea";
        await context.SaveChangesAsync();

        Assert.That(await context.Products.CountAsync(product => product.Name == "Green tea"), Is.EqualTo(1));
    }

    private static Product NewPot(string sku) => new() { Sku = sku, Name = "Tea pot", Price = 29.90m, Stock = 3 };
}
