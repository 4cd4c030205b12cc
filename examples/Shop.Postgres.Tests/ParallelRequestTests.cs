using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using NUnit.DbGuard;

namespace Shop.Postgres.Tests;

/// <summary>
/// Many customers at once. Each order has a transaction of its own on a connection of its own; within one test they come one after the other.
/// </summary>
[RequiresDatabase]
public sealed class ParallelRequestTests
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
    public async Task Twenty_orders_at_once_are_all_placed()
    {
        var statuses = await OrderAsync(customers: 20, TestDatabaseSetUp.TeaId);

        Assert.That(statuses, Is.All.EqualTo(HttpStatusCode.Created));
    }

    [Test]
    public async Task Twenty_orders_at_once_add_up()
    {
        await OrderAsync(customers: 20, TestDatabaseSetUp.TeaId);

        await using var context = TestDatabases.Default.CreateContext<ShopContext>();
        decimal total = await context.Orders.SumAsync(order => order.Total);
        int stock = await context.Products.Where(product => product.Id == TestDatabaseSetUp.TeaId).Select(product => product.Stock).SingleAsync();
        Assert.That((total, stock), Is.EqualTo((90.00m, 0)));
    }

    [Test]
    public async Task Of_many_customers_at_once_only_one_gets_the_last_cup()
    {
        var statuses = await OrderAsync(customers: 8, TestDatabaseSetUp.CupId);

        Assert.That(statuses, Has.Exactly(1).EqualTo(HttpStatusCode.Created).And.Exactly(7).EqualTo(HttpStatusCode.Conflict));
    }

    [Test]
    public async Task Twenty_visits_at_once_are_all_counted()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _client.GetFromJsonAsync<int>("/visits")));

        int count = await _client.GetFromJsonAsync<int>("/visits");

        Assert.That(count, Is.EqualTo(21));
    }

    private Task<HttpStatusCode[]> OrderAsync(int customers, int productId) =>
        Task.WhenAll(Enumerable.Range(0, customers).Select(async _ =>
        {
            using var response = await _client.PostAsJsonAsync("/orders", new Basket([new BasketItem(productId, 1)]));
            return response.StatusCode;
        }));
}
