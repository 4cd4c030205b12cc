using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Mvc.Testing;
using NUnit.DbGuard;

namespace Shop.Postgres.Tests;

/// <summary>A web server of its own for each test.</summary>
[RequiresDatabase]
public sealed class KestrelPerTestTests
{
    private WebApplicationFactory<Program> _shop;
    private HttpClient _client;

    [SetUp]
    public void StartShop()
    {
        _shop = new WebApplicationFactory<Program>();
        _shop.UseKestrel(static options => options.Listen(IPAddress.Loopback, port: 0));
        _shop.StartServer();
        _client = new HttpClient { BaseAddress = _shop.ClientOptions.BaseAddress };
    }

    [TearDown]
    public async Task StopShop()
    {
        _client.Dispose();
        await _shop.DisposeAsync();
    }

    [Test]
    public async Task A_visit_is_counted()
    {
        int count = await _client.GetFromJsonAsync<int>("/visits");

        Assert.That(count, Is.EqualTo(1));
    }

    [Test]
    public async Task A_visit_is_counted_from_zero_again()
    {
        int count = await _client.GetFromJsonAsync<int>("/visits");

        Assert.That(count, Is.EqualTo(1));
    }
}
