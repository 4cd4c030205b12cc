using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace NUnit.DbGuard.Tests.Inner.SetUp;

/// <summary>A context whose second migration cannot be done.</summary>
public sealed class BrokenLibraryContext(DbContextOptions<BrokenLibraryContext> options) : DbContext(options)
{
    public DbSet<Book> Books => Set<Book>();

    // Its migrations are written by hand, so there is no snapshot to compare with.
    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) =>
        optionsBuilder.ConfigureWarnings(static warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning));
}
