using NUnit.DbGuard;
using Shop;

[SetUpFixture]
public sealed class TestDatabaseSetUp : DatabaseSetUpFixture
{
    public const int TeaId = 1;
    public const int CupId = 2;

    protected override void Configure(TestDatabaseCatalog databases) =>
        databases.AddPostgres("default")
            .UseDbContext<ShopContext>()
            .Seed(async (database, cancellationToken) =>
            {
                await using var context = database.CreateContext<ShopContext>();
                context.Products.Add(new Product { Sku = "TEA", Name = "Green tea", Price = 4.50m, Stock = 20 });
                await context.SaveChangesAsync(cancellationToken);
                context.Products.Add(new Product { Sku = "CUP", Name = "Cup", Price = 9.90m, Stock = 1 });
                await context.SaveChangesAsync(cancellationToken);
            })
            .ExposeAs("ConnectionStrings:Default");
}
