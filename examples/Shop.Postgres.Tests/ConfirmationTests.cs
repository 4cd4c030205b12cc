using System.Net.Http.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using NUnit.DbGuard;

namespace Shop.Postgres.Tests;

/// <summary>A hosted service works in the background: it was started before the tests, and outlives them. A test that sets it to work waits for that work.</summary>
[RequiresDatabase]
public sealed class ConfirmationTests
{
    private WebApplicationFactory<Program> _shop;
    private HttpClient _client;

    [OneTimeSetUp]
    public void StartShop()
    {
        _shop = new ConfirmingShop();
        _client = _shop.CreateClient();
    }

    [OneTimeTearDown]
    public async Task StopShop()
    {
        _client.Dispose();
        await _shop.DisposeAsync();
    }

    [Test]
    public async Task An_order_is_confirmed()
    {
        await OrderTeaAsync();

        await Assert.ThatAsync(CountConfirmedAsync, Is.EqualTo(1).After(10).Seconds.PollEvery(10).MilliSeconds);
    }

    [Test]
    public async Task Orders_of_other_tests_are_not_there_to_be_confirmed()
    {
        await OrderTeaAsync();
        await OrderTeaAsync();

        await Assert.ThatAsync(CountConfirmedAsync, Is.EqualTo(2).After(10).Seconds.PollEvery(10).MilliSeconds);
    }

    private static async Task<int> CountConfirmedAsync()
    {
        await using var context = TestDatabases.Default.CreateContext<ShopContext>();
        return await context.Orders.CountAsync(order => order.ConfirmedAt != null);
    }

    private async Task OrderTeaAsync()
    {
        using var response = await _client.PostAsJsonAsync("/orders", new Basket([new BasketItem(TestDatabaseSetUp.TeaId, 1)]));
        response.EnsureSuccessStatusCode();
    }

    private sealed class ConfirmingShop : WebApplicationFactory<Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder) => builder.UseSetting("Confirmations:Enabled", "true");
    }
}
