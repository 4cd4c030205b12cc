using Microsoft.EntityFrameworkCore;
using NUnit.DbGuard;

namespace Shop.Tests;

/// <summary>The code under test begins, commits and rolls back transactions of its own. It need not know that it is tested.</summary>
[RequiresDatabase]
public sealed class CheckoutTests
{
    private ShopContext _context;
    private Product _tea;
    private Product _cup;

    [SetUp]
    public async Task OpenShop()
    {
        _context = TestDatabases.Default.CreateContext<ShopContext>();
        _tea = await _context.Products.AsNoTracking().SingleAsync(product => product.Sku == "TEA");
        _cup = await _context.Products.AsNoTracking().SingleAsync(product => product.Sku == "CUP");
    }

    [TearDown]
    public async Task CloseShop() => await _context.DisposeAsync();

    [Test]
    public async Task A_placed_order_is_committed()
    {
        var checkout = new Checkout(_context, TimeProvider.System);

        await checkout.PlaceOrderAsync(new Basket([new BasketItem(_tea.Id, 10), new BasketItem(_cup.Id, 1)]));

        await using var other = TestDatabases.Default.CreateContext<ShopContext>();
        var order = await other.Orders.SingleAsync();
        Assert.That(order.Total, Is.EqualTo(50.40m));
    }

    [Test]
    public async Task A_placed_order_takes_from_the_stock()
    {
        var checkout = new Checkout(_context, TimeProvider.System);

        await checkout.PlaceOrderAsync(new Basket([new BasketItem(_tea.Id, 5)]));

        Assert.That(await StockOfAsync(_tea), Is.EqualTo(15));
    }

    [Test]
    public async Task An_order_above_the_stock_is_not_placed()
    {
        var checkout = new Checkout(_context, TimeProvider.System);

        var order = await checkout.PlaceOrderAsync(new Basket([new BasketItem(_cup.Id, 2)]));

        Assert.That(order, Is.Null);
    }

    [Test]
    public async Task One_product_out_of_stock_rolls_the_whole_order_back()
    {
        var checkout = new Checkout(_context, TimeProvider.System);

        await checkout.PlaceOrderAsync(new Basket([new BasketItem(_tea.Id, 5), new BasketItem(_cup.Id, 2)]));

        Assert.That(await StockOfAsync(_tea), Is.EqualTo(20));
    }

    private Task<int> StockOfAsync(Product product) =>
        _context.Products.Where(other => other.Id == product.Id).Select(other => other.Stock).SingleAsync();
}
