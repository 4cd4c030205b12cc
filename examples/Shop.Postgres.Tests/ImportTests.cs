using System.Net.Http.Json;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NUnit.DbGuard;

namespace Shop.Postgres.Tests;

/// <summary>Products come in by binary <c>COPY</c>, past EF Core.</summary>
[RequiresDatabase]
public sealed class ImportTests
{
    [Test]
    public async Task A_thousand_products_are_imported()
    {
        await using var context = TestDatabases.Default.CreateContext<ShopContext>();

        await new ProductImport(context).ImportAsync(Pots(1000));

        Assert.That(await context.Products.CountAsync(), Is.EqualTo(1002));
    }

    [Test]
    public async Task Products_are_imported_by_a_request()
    {
        await using var shop = new WebApplicationFactory<Program>();
        using var client = shop.CreateClient();

        await client.PostAsJsonAsync("/products/import", Pots(10));

        var products = await client.GetFromJsonAsync<Product[]>("/products");
        Assert.That(products, Has.Exactly(12).Items);
    }

    [Test]
    public async Task One_taken_sku_refuses_the_whole_import()
    {
        await using var context = TestDatabases.Default.CreateContext<ShopContext>();
        NewProduct[] products = [.. Pots(10), new NewProduct("TEA", "Black tea", 5.00m, 3)];

        Assert.That(() => new ProductImport(context).ImportAsync(products), Throws.TypeOf<PostgresException>());

        Assert.That(await context.Products.CountAsync(), Is.EqualTo(2));
    }

    [Test]
    public async Task An_import_within_a_transaction_is_rolled_back_with_it()
    {
        await using var context = TestDatabases.Default.CreateContext<ShopContext>();
        await using (await context.Database.BeginTransactionAsync())
        {
            await new ProductImport(context).ImportAsync(Pots(10));
        }

        Assert.That(await context.Products.CountAsync(), Is.EqualTo(2));
    }

    private static NewProduct[] Pots(int count) =>
        [.. Enumerable.Range(1, count).Select(number => new NewProduct($"POT-{number}", $"Tea pot {number}", 29.90m, 3))];
}
