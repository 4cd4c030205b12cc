using NUnit.DbGuard;

namespace Shop.Postgres.Tests;

/// <summary>PostgreSQL never takes back an id that a sequence has given out; tests that say so start from the seed's last one all the same.</summary>
public sealed class SequenceTests
{
    // The seed took the ids 1 and 2. Each of these two tests adds a product, and for each it is the third.
    [Test, RequiresDatabase(ResetSequences = true)]
    public async Task The_first_new_product_gets_the_id_after_the_seed()
    {
        Assert.That(await AddPotAsync(), Is.EqualTo(3));
    }

    [Test, RequiresDatabase(ResetSequences = true)]
    public async Task The_first_new_product_of_another_test_gets_the_same_id()
    {
        Assert.That(await AddPotAsync(), Is.EqualTo(3));
    }

    private static async Task<int> AddPotAsync()
    {
        await using var context = TestDatabases.Default.CreateContext<ShopContext>();
        var pot = context.Products.Add(new Product { Sku = "POT", Name = "Tea pot", Price = 29.90m, Stock = 3 }).Entity;
        await context.SaveChangesAsync();
        return pot.Id;
    }
}
