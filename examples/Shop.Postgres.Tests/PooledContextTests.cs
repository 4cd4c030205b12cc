using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NUnit.DbGuard;

namespace Shop.Postgres.Tests;

/// <summary>The shop's contexts are pooled, and so are their connections: whichever test comes second gets those of the first, and not its rows.</summary>
[RequiresDatabase]
public sealed class PooledContextTests
{
    private readonly HashSet<Guid> _contexts = [];
    private WebApplicationFactory<Program> _shop;

    [OneTimeSetUp]
    public void StartShop() => _shop = new WebApplicationFactory<Program>();

    [OneTimeTearDown]
    public async Task StopShop() => await _shop.DisposeAsync();

    [Test]
    public async Task A_pooled_context_adds_a_product()
    {
        Assert.That(await AddPotAsync(), Is.EqualTo(3));
        Assert.That(_contexts, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task The_same_context_adds_the_same_product_in_another_test()
    {
        Assert.That(await AddPotAsync(), Is.EqualTo(3));
        Assert.That(_contexts, Has.Count.EqualTo(1));
    }

    private async Task<int> AddPotAsync()
    {
        await using var scope = _shop.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<ShopContext>();
        _contexts.Add(context.ContextId.InstanceId);
        context.Products.Add(new Product { Sku = "POT", Name = "Tea pot", Price = 29.90m, Stock = 3 });
        await context.SaveChangesAsync();
        return await context.Products.CountAsync();
    }
}
