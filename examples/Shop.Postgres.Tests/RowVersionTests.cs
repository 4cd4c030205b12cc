using Microsoft.EntityFrameworkCore;
using NUnit.DbGuard;

namespace Shop.Postgres.Tests;

/// <summary>PostgreSQL's own row version, <c>xmin</c>, tells two changes apart, although a test's work is all one transaction on the server.</summary>
[RequiresDatabase]
public sealed class RowVersionTests
{
    [Test]
    public async Task A_change_of_a_stale_row_is_a_conflict()
    {
        await using var first = CreateContext();
        await using var second = CreateContext();
        var tea = await first.Products.SingleAsync(product => product.Sku == "TEA");
        var staleTea = await second.Products.SingleAsync(product => product.Sku == "TEA");
        tea.Stock = 19;
        await first.SaveChangesAsync();

        staleTea.Stock = 18;

        Assert.That(() => second.SaveChangesAsync(), Throws.TypeOf<DbUpdateConcurrencyException>());
    }

    [Test]
    public async Task A_row_can_be_changed_twice_by_the_same_context()
    {
        await using var context = CreateContext();
        var tea = await context.Products.SingleAsync(product => product.Sku == "TEA");
        tea.Stock = 19;
        await context.SaveChangesAsync();

        tea.Stock = 18;

        Assert.That(await context.SaveChangesAsync(), Is.EqualTo(1));
    }

    private static StockContext CreateContext() => TestDatabases.Default.CreateContext<StockContext>();
}
