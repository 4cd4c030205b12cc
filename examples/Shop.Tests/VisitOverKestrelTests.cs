using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Mvc.Testing;
using NUnit.DbGuard;

namespace Shop.Tests;

/// <summary>The same with a real web server on a real port, as a browser test needs it.</summary>
[RequiresDatabase]
public sealed class VisitOverKestrelTests
{
    private WebApplicationFactory<Program> _shop;
    private HttpClient _client;

    [OneTimeSetUp]
    public void StartShop()
    {
        _shop = new WebApplicationFactory<Program>();
        _shop.UseKestrel(static options => options.Listen(IPAddress.Loopback, port: 0));
        _shop.StartServer();
        _client = new HttpClient { BaseAddress = _shop.ClientOptions.BaseAddress };
    }

    [OneTimeTearDown]
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
