using Microsoft.EntityFrameworkCore;
using NUnit.DbGuard;

namespace Shop.Tests;

/// <summary>
/// A test without a mark has no access. <c>Block()</c> says that the refusal is expected: without it, the refusal fails the test.
/// </summary>
public sealed class ClosedDatabaseTests
{
    [Test]
    public void Access_is_closed_without_a_mark()
    {
        Assert.That(DatabaseAccess.IsAllowed, Is.False);
    }

    [Test]
    public void A_query_without_a_mark_is_blocked()
    {
        var options = new DbContextOptionsBuilder<ShopContext>().UseSqlite("Data Source=shop.db").Options;
        using var context = new ShopContext(options);
        using var blocked = DatabaseAccess.Block();

        Assert.That(() => context.Products.ToList(), Throws.TypeOf<DatabaseAccessBlockedException>());
    }
}
