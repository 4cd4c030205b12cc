using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NUnit.DbGuard;

namespace Shop.Postgres.Tests;

/// <summary>
/// One web server with its pooled connections through tests of all isolations. Where commits are real, its transactions wait for each other's locks, as in production.
/// </summary>
public sealed class RealCommitTests
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
    [RequiresDatabase]
    public async Task A_visit_is_counted()
    {
        int count = await _client.GetFromJsonAsync<int>("/visits");

        Assert.That(count, Is.EqualTo(1));
    }

    [Test]
    [RequiresDatabase(Isolation = DatabaseIsolation.Clone)]
    public async Task An_order_waits_for_one_that_is_being_placed()
    {
        await using var other = TestDatabases.Default.CreateContext<ShopContext>();
        await using var transaction = await other.Database.BeginTransactionAsync();
        await other.Products.Where(product => product.Id == TestDatabaseSetUp.CupId).ExecuteUpdateAsync(product => product.SetProperty(p => p.Stock, 0));

        Task<HttpStatusCode> order = OrderAsync(TestDatabaseSetUp.CupId);
        Task first = await Task.WhenAny(order, Task.Delay(TimeSpan.FromMilliseconds(300)));
        await transaction.CommitAsync();

        Assert.That(first, Is.Not.SameAs(order), "it waited for the lock");
        Assert.That(await order, Is.EqualTo(HttpStatusCode.Conflict), "and then saw that the last cup was gone");
    }

    [Test]
    [RequiresDatabase(Isolation = DatabaseIsolation.Clone)]
    public async Task The_shop_goes_on_while_a_table_is_vacuumed()
    {
        await using var connection = new NpgsqlConnection(TestDatabases.Default.ConnectionString);
        await connection.OpenAsync();
        await using var vacuum = new NpgsqlCommand("VACUUM (ANALYZE) \"Visits\"", connection);

        await vacuum.ExecuteNonQueryAsync();

        Assert.That(await _client.GetFromJsonAsync<int>("/visits"), Is.EqualTo(1));
    }

    [Test]
    [RequiresDatabase(Isolation = DatabaseIsolation.Flush)]
    public async Task Of_many_customers_at_once_only_one_gets_the_last_cup()
    {
        var statuses = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => OrderAsync(TestDatabaseSetUp.CupId)));

        Assert.That(statuses, Has.Exactly(1).EqualTo(HttpStatusCode.Created).And.Exactly(7).EqualTo(HttpStatusCode.Conflict));
    }

    [Test]
    [RequiresDatabase]
    public async Task The_last_cup_is_there_again()
    {
        Assert.That(await OrderAsync(TestDatabaseSetUp.CupId), Is.EqualTo(HttpStatusCode.Created));
    }

    private async Task<HttpStatusCode> OrderAsync(int productId)
    {
        using var response = await _client.PostAsJsonAsync("/orders", new Basket([new BasketItem(productId, 1)]));
        return response.StatusCode;
    }
}
