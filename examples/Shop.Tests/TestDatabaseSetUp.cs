using NUnit.DbGuard;
using Shop;

[SetUpFixture]
public sealed class TestDatabaseSetUp : DatabaseSetUpFixture
{
    public const int TeaId = 1;
    public const int CupId = 2;

    protected override void Configure(TestDatabaseCatalog databases) =>
        databases.AddSqlite("default", "Data Source=shop.db")
            .UseDbContext<ShopContext>()
            .Seed(async (database, cancellationToken) =>
            {
                await using var context = database.CreateContext<ShopContext>();
                context.Products.Add(new Product { Id = TeaId, Sku = "TEA", Name = "Green tea", Price = 4.50m, Stock = 20 });
                context.Products.Add(new Product { Id = CupId, Sku = "CUP", Name = "Cup", Price = 9.90m, Stock = 1 });
                await context.SaveChangesAsync(cancellationToken);
            })
            .ExposeAs("ConnectionStrings:Default");
}
