using Microsoft.EntityFrameworkCore;

namespace NUnit.DbGuard.Tests.Inner.SetUp;

/// <summary>A context without migrations. <c>INNER_CHANGED</c> gives its model one more column.</summary>
public sealed class NotesContext(DbContextOptions<NotesContext> options) : DbContext(options)
{
    public DbSet<Note> Notes => Set<Note>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        if (SetUpVariants.IsChanged)
        {
            modelBuilder.Entity<Note>().Property<string?>("Author");
        }
    }
}
