using Microsoft.EntityFrameworkCore;
using NUnit.DbGuard;

namespace Shop.Tests;

/// <summary>What a fixture writes in its one-time set-up is there for all of its tests, whatever each of them does to it.</summary>
[RequiresDatabase]
public sealed class WithdrawnProductTests
{
    [OneTimeSetUp]
    public async Task AddPots()
    {
        await using var context = TestDatabases.Default.CreateContext<ShopContext>();
        context.Products.Add(new Product { Sku = "POT-RED", Name = "Red pot", Price = 29.90m, Stock = 3 });
        context.Products.Add(new Product { Sku = "POT-BLUE", Name = "Blue pot", Price = 29.90m, Stock = 3 });
        await context.SaveChangesAsync();
    }

    [TestCase("POT-RED", "POT-BLUE")]
    [TestCase("POT-BLUE", "POT-RED")]
    public async Task A_withdrawn_pot_leaves_the_other(string withdrawn, string other)
    {
        await using var context = TestDatabases.Default.CreateContext<ShopContext>();

        await context.Products.Where(product => product.Sku == withdrawn).ExecuteDeleteAsync();

        var pots = await context.Products.Where(product => product.Sku.StartsWith("POT")).Select(product => product.Sku).ToListAsync();
        Assert.That(pots, Is.EqualTo([other]));
    }

    [Test]
    public async Task All_products_can_be_withdrawn()
    {
        await using var context = TestDatabases.Default.CreateContext<ShopContext>();

        int withdrawn = await context.Products.ExecuteDeleteAsync();

        Assert.That(withdrawn, Is.EqualTo(4));
    }
}
