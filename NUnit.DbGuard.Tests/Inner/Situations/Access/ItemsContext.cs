using Microsoft.EntityFrameworkCore;

namespace NUnit.DbGuard.Tests.Inner.Situations.Access;

internal sealed class ItemsContext(DbContextOptions<ItemsContext> options) : DbContext(options)
{
    public DbSet<Item> Items => Set<Item>();

    public static ItemsContext OnSqlite() => new(new DbContextOptionsBuilder<ItemsContext>().UseSqlite(Situations.Items.ConnectionString).Options);

    public static ItemsContext OnPostgres() => new(new DbContextOptionsBuilder<ItemsContext>().UseNpgsql(Postgres.ConnectionString).Options);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.Entity<Item>().ToTable("items");
        modelBuilder.Entity<Item>().Property(static item => item.Id).HasColumnName("id");
        modelBuilder.Entity<Item>().Property(static item => item.Name).HasColumnName("name");
    }
}
