using Microsoft.EntityFrameworkCore;

namespace NUnit.DbGuard.Tests.Drivers.EntityFramework;

/// <summary>The shop, made by migrations or from the model.</summary>
public sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    public DbSet<Customer> Customers => Set<Customer>();

    public DbSet<Order> Orders => Set<Order>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        _ = modelBuilder.HasPostgresEnum<NpgsqlDriver.Mood>();
        _ = modelBuilder.HasSequence<long>("order_numbers").StartsAt(1000).IncrementsBy(10);
        _ = modelBuilder.Entity<Customer>(static customer =>
        {
            _ = customer.HasIndex(static entity => entity.Name).IsUnique();
            _ = customer.Property(static entity => entity.Version).IsRowVersion();
            _ = customer.ComplexProperty(static entity => entity.Details, static details => details.ToJson());
        });
        _ = modelBuilder.Entity<Order>(static order =>
        {
            _ = order.Property(static entity => entity.Id).UseSequence("order_numbers");
            _ = order.Property(static entity => entity.Total).HasPrecision(12, 2);
            _ = order.ToTable(static table => table.HasCheckConstraint("total_not_negative", "\"Total\" >= 0"));
        });
    }
}
