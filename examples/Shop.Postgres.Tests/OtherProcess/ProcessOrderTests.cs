using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using NUnit.DbGuard;

namespace Shop.Postgres.Tests.OtherProcess;

public sealed class ProcessOrderTests
{
    [Test]
    public async Task The_process_sees_what_the_test_has_committed()
    {
        await using var context = TestDatabases.Default.CreateContext<ShopContext>();
        var pot = context.Products.Add(new Product { Sku = "POT", Name = "Tea pot", Price = 29.90m, Stock = 3 }).Entity;
        await context.SaveChangesAsync();

        var product = await ShopProcess.Client.GetFromJsonAsync<Product>($"/products/{pot.Id}");

        Assert.That(product, Has.Property(nameof(Product.Sku)).EqualTo("POT"));
    }

    [Test]
    public async Task An_order_is_confirmed_in_the_background()
    {
        using var created = await ShopProcess.Client.PostAsJsonAsync("/orders", new Basket([new BasketItem(TestDatabaseSetUp.TeaId, 2)]));

        await using var context = TestDatabases.Default.CreateContext<ShopContext>();
        await Assert.ThatAsync(() => context.Orders.CountAsync(order => order.ConfirmedAt != null), Is.EqualTo(1).After(10).Seconds.PollEvery(10).MilliSeconds);
    }

    [Test]
    public async Task An_order_above_the_stock_is_a_conflict()
    {
        using var response = await ShopProcess.Client.PostAsJsonAsync("/orders", new Basket([new BasketItem(TestDatabaseSetUp.CupId, 2)]));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
    }
}
