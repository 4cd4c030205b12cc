using Microsoft.EntityFrameworkCore;

namespace NUnit.DbGuard.Tests.Inner.SetUp;

/// <summary>A context with migrations.</summary>
public sealed class LibraryContext(DbContextOptions<LibraryContext> options) : DbContext(options)
{
    public DbSet<Book> Books => Set<Book>();
}
