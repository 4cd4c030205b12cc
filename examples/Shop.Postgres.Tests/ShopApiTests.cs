using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Mvc.Testing;
using NUnit.DbGuard;

namespace Shop.Postgres.Tests;

[RequiresDatabase]
public sealed class ShopApiTests
{
    private WebApplicationFactory<Program> _shop;
    private HttpClient _client;

    [OneTimeSetUp]
    public void StartShop()
    {
        _shop = new WebApplicationFactory<Program>();
        _client = _shop.CreateClient();
    }

    [OneTimeTearDown]
    public async Task StopShop()
    {
        _client.Dispose();
        await _shop.DisposeAsync();
    }

    [Test]
    public async Task The_seeded_products_are_listed()
    {
        var products = await _client.GetFromJsonAsync<Product[]>("/products");

        Assert.That(products, Has.Exactly(2).Items);
    }

    [Test]
    public async Task A_new_product_can_be_read_back()
    {
        using var created = await _client.PostAsJsonAsync("/products", new NewProduct("POT", "Tea pot", 29.90m, 3));

        var product = await _client.GetFromJsonAsync<Product>(created.Headers.Location);

        Assert.That(product, Has.Property(nameof(Product.Price)).EqualTo(29.90m));
    }

    [Test]
    public async Task A_taken_sku_is_a_conflict()
    {
        using var response = await _client.PostAsJsonAsync("/products", new NewProduct("TEA", "Black tea", 5.00m, 3));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
    }

    [Test]
    public async Task An_order_above_the_stock_is_a_conflict()
    {
        using var response = await _client.PostAsJsonAsync("/orders", new Basket([new BasketItem(TestDatabaseSetUp.CupId, 2)]));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
    }

    [Test]
    public async Task A_price_that_another_has_changed_meanwhile_is_a_conflict()
    {
        var tea = await _client.GetFromJsonAsync<Product>($"/products/{TestDatabaseSetUp.TeaId}");
        using var first = await ChangePriceAsync(4.90m, tea!.Version);

        using var second = await ChangePriceAsync(5.90m, tea.Version);

        Assert.That((first.StatusCode, second.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.Conflict)));
    }

    [Test]
    public async Task A_price_that_is_changed_twice_by_who_has_seen_the_first_change_is_taken()
    {
        using var first = await ChangePriceAsync(4.90m, version: 0);

        using var second = await ChangePriceAsync(5.90m, version: 1);

        Assert.That(second.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    private Task<HttpResponseMessage> ChangePriceAsync(decimal price, int version) =>
        _client.PutAsJsonAsync($"/products/{TestDatabaseSetUp.TeaId}/price", new NewPrice(price, version));
}
