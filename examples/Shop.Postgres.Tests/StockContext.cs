using Microsoft.EntityFrameworkCore;

namespace Shop.Postgres.Tests;

/// <summary>Another application's view of the shop's products: it relies on <c>xmin</c>.</summary>
public sealed class StockContext(DbContextOptions<StockContext> options) : DbContext(options)
{
    public DbSet<Product> Products => Set<Product>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.Entity<Product>().Property<uint>("RowVersion").IsRowVersion();
}
