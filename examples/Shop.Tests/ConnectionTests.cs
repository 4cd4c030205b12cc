using Dapper;
using Microsoft.EntityFrameworkCore;
using NUnit.DbGuard;

namespace Shop.Tests;

/// <summary>The ways to the database of a test. They all lead to the same one.</summary>
[RequiresDatabase]
public sealed class ConnectionTests
{
    [Test]
    public async Task A_context_of_the_test_database_finds_the_seed()
    {
        await using var context = TestDatabases.Default.CreateContext<ShopContext>();

        int count = await context.Products.CountAsync();

        Assert.That(count, Is.EqualTo(2));
    }

    [Test]
    public async Task The_connection_string_of_the_application_leads_to_the_test_database()
    {
        var options = new DbContextOptionsBuilder<ShopContext>().UseSqlite("Data Source=shop.db").Options;
        await using var context = new ShopContext(options);

        int count = await context.Products.CountAsync();

        Assert.That(count, Is.EqualTo(2));
    }

    [Test]
    public async Task A_plain_command_finds_the_seed()
    {
        await using var connection = await TestDatabases.Default.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT Name FROM Products WHERE Sku = 'TEA'";

        var name = await command.ExecuteScalarAsync();

        Assert.That(name, Is.EqualTo("Green tea"));
    }

    [Test]
    public void Dapper_finds_the_seed()
    {
        using var connection = TestDatabases.Default.OpenConnection();

        var skus = connection.Query<string>("SELECT Sku FROM Products ORDER BY Sku");

        Assert.That(skus, Is.EqualTo(["CUP", "TEA"]));
    }

    [Test]
    public async Task What_one_connection_commits_another_one_reads()
    {
        await using var context = TestDatabases.Default.CreateContext<ShopContext>();
        await using var connection = await TestDatabases.Default.OpenConnectionAsync();

        await connection.ExecuteAsync("UPDATE Products SET Stock = 99 WHERE Sku = 'CUP'");

        var cup = await context.Products.SingleAsync(product => product.Sku == "CUP");
        Assert.That(cup.Stock, Is.EqualTo(99));
    }
}
