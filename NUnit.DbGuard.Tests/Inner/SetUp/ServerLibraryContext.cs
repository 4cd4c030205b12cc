using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace NUnit.DbGuard.Tests.Inner.SetUp;

/// <summary>A context with migrations for a server.</summary>
public sealed class ServerLibraryContext(DbContextOptions<ServerLibraryContext> options) : DbContext(options)
{
    public DbSet<Book> Books => Set<Book>();

    // Its migration is written by hand, so there is no snapshot to compare with.
    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) =>
        optionsBuilder.ConfigureWarnings(static warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning));
}
