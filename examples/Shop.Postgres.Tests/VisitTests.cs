using System.Net.Http.Json;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using NUnit.DbGuard;

namespace Shop.Postgres.Tests;

/// <summary>
/// A page view writes a row, on a thread and on connections that the test never sees, and commits it. It is gone all the same
/// when the test ends: all tests count from zero, whichever runs first, and so does the next run.
/// </summary>
[RequiresDatabase]
public sealed class VisitTests
{
    private WebApplicationFactory<Program> _shop;

    [OneTimeSetUp]
    public void StartShop() => _shop = new WebApplicationFactory<Program>();

    [OneTimeTearDown]
    public async Task StopShop() => await _shop.DisposeAsync();

    [Test]
    public async Task A_visit_is_counted()
    {
        using var client = _shop.CreateClient();
        int before = await CountVisitsAsync();

        await client.GetFromJsonAsync<int>("/visits");

        int after = await CountVisitsAsync();
        Assert.That((before, after), Is.EqualTo((0, 1)));
    }

    [Test]
    public async Task A_visit_is_counted_from_zero_again()
    {
        using var client = _shop.CreateClient();
        int before = await CountVisitsAsync();

        await client.GetFromJsonAsync<int>("/visits");

        int after = await CountVisitsAsync();
        Assert.That((before, after), Is.EqualTo((0, 1)));
    }

    [Test]
    public async Task Two_visits_within_one_test_add_up()
    {
        using var client = _shop.CreateClient();
        await client.GetFromJsonAsync<int>("/visits");

        int count = await client.GetFromJsonAsync<int>("/visits");

        Assert.That(count, Is.EqualTo(2));
    }

    private static async Task<int> CountVisitsAsync()
    {
        await using var context = TestDatabases.Default.CreateContext<ShopContext>();
        return await context.Visits.CountAsync();
    }
}
