using Microsoft.EntityFrameworkCore;
using NUnit.DbGuard;

namespace Shop.Tests;

/// <summary>The code under test begins, commits and rolls back transactions of its own. It need not know that it is tested.</summary>
[RequiresDatabase]
public sealed class CheckoutTests
{
    [Test]
    public async Task A_placed_order_is_committed()
    {
        await using var context = TestDatabases.Default.CreateContext<ShopContext>();
        var checkout = new Checkout(context, TimeProvider.System);

        await checkout.PlaceOrderAsync(Basket(tea: 10, cups: 1));

        await using var other = TestDatabases.Default.CreateContext<ShopContext>();
        var order = await other.Orders.SingleAsync();
        Assert.That(order.Total, Is.EqualTo(50.40m));
    }

    [Test]
    public async Task A_placed_order_takes_from_the_stock()
    {
        await using var context = TestDatabases.Default.CreateContext<ShopContext>();
        var checkout = new Checkout(context, TimeProvider.System);

        await checkout.PlaceOrderAsync(Basket(tea: 5, cups: 1));

        var tea = await context.Products.SingleAsync(product => product.Sku == "TEA");
        Assert.That(tea.Stock, Is.EqualTo(15));
    }

    [Test]
    public async Task An_order_above_the_stock_is_not_placed()
    {
        await using var context = TestDatabases.Default.CreateContext<ShopContext>();
        var checkout = new Checkout(context, TimeProvider.System);

        var order = await checkout.PlaceOrderAsync(Basket(tea: 5, cups: 2));

        Assert.That(order, Is.Null);
    }

    [Test]
    public async Task One_product_out_of_stock_rolls_the_whole_order_back()
    {
        await using var context = TestDatabases.Default.CreateContext<ShopContext>();
        var checkout = new Checkout(context, TimeProvider.System);

        await checkout.PlaceOrderAsync(Basket(tea: 5, cups: 2));

        var tea = await context.Products.SingleAsync(product => product.Sku == "TEA");
        Assert.That(tea.Stock, Is.EqualTo(20));
    }

    private static Basket Basket(int tea, int cups) =>
        new([new BasketItem(TestDatabaseSetUp.TeaId, tea), new BasketItem(TestDatabaseSetUp.CupId, cups)]);
}
