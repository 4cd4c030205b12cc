using Dapper;
using Microsoft.Extensions.Configuration;
using NUnit.DbGuard;

namespace Shop.Postgres.Tests;

/// <summary>Plain SQL by Dapper, on connections of the report's own.</summary>
[RequiresDatabase]
public sealed class ReportTests
{
    [Test]
    public async Task Sales_are_listed_by_product()
    {
        await using var context = TestDatabases.Default.CreateContext<ShopContext>();
        var checkout = new Checkout(context, TimeProvider.System);
        await checkout.PlaceOrderAsync(new Basket([new BasketItem(TestDatabaseSetUp.TeaId, 2), new BasketItem(TestDatabaseSetUp.CupId, 1)]));
        await checkout.PlaceOrderAsync(new Basket([new BasketItem(TestDatabaseSetUp.TeaId, 3)]));

        var sales = await Reports().ListSalesAsync(CancellationToken.None);

        Assert.That(sales, Is.EqualTo([new ProductSales("TEA", 5), new ProductSales("CUP", 1)]));
    }

    [Test]
    public async Task Before_the_first_order_nothing_is_sold()
    {
        var sales = await Reports().ListSalesAsync(CancellationToken.None);

        Assert.That(sales, Is.Empty);
    }

    [Test]
    public void Dapper_finds_the_seed()
    {
        using var connection = TestDatabases.Default.OpenConnection();

        var skus = connection.Query<string>("""SELECT "Sku" FROM "Products" ORDER BY "Sku" """);

        Assert.That(skus, Is.EqualTo(["CUP", "TEA"]));
    }

    private static ShopReports Reports() => new(new ConfigurationBuilder().AddEnvironmentVariables().Build());
}
