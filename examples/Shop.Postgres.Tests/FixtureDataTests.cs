using Microsoft.EntityFrameworkCore;
using NUnit.DbGuard;

namespace Shop.Postgres.Tests;

/// <summary>What <c>[OneTimeSetUp]</c> writes is there for each test of the fixture, whatever the tests before did to it, and gone after the fixture.</summary>
[RequiresDatabase]
public sealed class FixtureDataTests
{
    [OneTimeSetUp]
    public async Task AddPot()
    {
        await using var context = TestDatabases.Default.CreateContext<ShopContext>();
        context.Products.Add(new Product { Sku = "POT", Name = "Tea pot", Price = 29.90m, Stock = 3 });
        await context.SaveChangesAsync();
    }

    [Test]
    public async Task The_pot_can_be_sold()
    {
        Assert.That(await SellPotAsync(), Is.EqualTo(2));
    }

    [Test]
    public async Task The_pot_can_be_sold_again()
    {
        Assert.That(await SellPotAsync(), Is.EqualTo(2));
    }

    [Test]
    public async Task The_pot_can_be_taken_out_of_the_list()
    {
        await using var context = TestDatabases.Default.CreateContext<ShopContext>();

        int deleted = await context.Products.Where(product => product.Sku == "POT").ExecuteDeleteAsync();

        Assert.That(deleted, Is.EqualTo(1));
    }

    private static async Task<int> SellPotAsync()
    {
        await using var context = TestDatabases.Default.CreateContext<ShopContext>();
        var pot = await context.Products.SingleAsync(product => product.Sku == "POT");
        await new Checkout(context, TimeProvider.System).PlaceOrderAsync(new Basket([new BasketItem(pot.Id, 1)]));
        await context.Entry(pot).ReloadAsync();
        return pot.Stock;
    }
}
