using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace NUnit.DbGuard.Tests.Inner.SetUp;

[DbContext(typeof(LibraryContext))]
internal sealed class LibraryContextModelSnapshot : ModelSnapshot
{
    protected override void BuildModel(ModelBuilder modelBuilder)
    {
        modelBuilder.HasAnnotation("ProductVersion", "10.0.14");
        modelBuilder.Entity("NUnit.DbGuard.Tests.Inner.SetUp.Book", book =>
        {
            book.Property<int>("Id").ValueGeneratedOnAdd().HasColumnType("INTEGER");
            book.Property<string>("Title").IsRequired().HasColumnType("TEXT");
            book.HasKey("Id");
            book.ToTable("Books");
        });
    }
}
