using System.Net.Http.Json;
using Microsoft.AspNetCore.Mvc.Testing;
using NUnit.DbGuard;

namespace Shop.Postgres.Tests;

/// <summary>A response that is sent while its rows still come from the database keeps nobody else from it.</summary>
[RequiresDatabase]
public sealed class StreamingTests
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
    public async Task All_products_are_streamed()
    {
        await ImportAsync(2000);

        int count = await _client.GetFromJsonAsAsyncEnumerable<Product>("/products/stream").CountAsync();

        Assert.That(count, Is.EqualTo(2002));
    }

    [Test]
    public async Task Another_request_is_answered_while_a_response_is_streamed()
    {
        await ImportAsync(2000);
        await using var products = _client.GetFromJsonAsAsyncEnumerable<Product>("/products/stream").GetAsyncEnumerator();
        await products.MoveNextAsync();

        int visits = await _client.GetFromJsonAsync<int>("/visits");

        Assert.That((products.Current?.Sku, visits), Is.EqualTo(("CUP", 1)));
    }

    private async Task ImportAsync(int count)
    {
        var pots = Enumerable.Range(1, count).Select(number => new NewProduct($"POT-{number}", $"Tea pot {number}", 29.90m, 3));
        using var response = await _client.PostAsJsonAsync("/products/import", pots);
        response.EnsureSuccessStatusCode();
    }
}
