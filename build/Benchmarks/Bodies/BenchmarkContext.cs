using Microsoft.EntityFrameworkCore;

namespace NUnit.DbGuard.Benchmarks.Bodies;

/// <summary>The table that the tests write to, as an application sees it.</summary>
internal sealed class BenchmarkContext(DbContextOptions<BenchmarkContext> options) : DbContext(options)
{
    public DbSet<BenchmarkRow> Rows => Set<BenchmarkRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        _ = modelBuilder.Entity<BenchmarkRow>(row =>
        {
            _ = row.ToTable(BenchmarkSchema.Written);
            _ = row.Property(static value => value.Id).HasColumnName("id");
            _ = row.Property(static value => value.Name).HasColumnName("name");
            _ = row.Property(static value => value.Amount).HasColumnName("amount");
        });
    }
}
