using Microsoft.EntityFrameworkCore;

namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway;

public sealed class ItemsContext(string connectionString) : DbContext
{
    public DbSet<Item> Items => Set<Item>();

    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder.UseNpgsql(connectionString);
}
