using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Mvc.Testing;
using NUnit.DbGuard;

namespace Shop.Tests;

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
    public async Task An_order_is_counted()
    {
        using var created = await _client.PostAsJsonAsync("/orders", new Basket([new BasketItem(TestDatabaseSetUp.TeaId, 2)]));

        int count = await _client.GetFromJsonAsync<int>("/orders/count");

        Assert.That(count, Is.EqualTo(1));
    }

    [Test]
    public async Task An_order_above_the_stock_is_a_conflict()
    {
        using var response = await _client.PostAsJsonAsync("/orders", new Basket([new BasketItem(TestDatabaseSetUp.CupId, 2)]));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
    }

    [Test]
    public async Task Of_many_customers_at_once_only_one_gets_the_last_cup()
    {
        var basket = new Basket([new BasketItem(TestDatabaseSetUp.CupId, 1)]);

        var responses = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _client.PostAsJsonAsync("/orders", basket)));

        Assert.That(responses.Select(response => response.StatusCode), Has.Exactly(1).EqualTo(HttpStatusCode.Created));
    }
}
