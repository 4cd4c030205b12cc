using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace NUnit.DbGuard.Tests.Inner.SetUp;

[DbContext(typeof(BrokenLibraryContext))]
[Migration("20250301090000_CreateBrokenLibrary")]
public sealed class CreateBrokenLibrary : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.Sql("CREATE TABLE books (id INTEGER)");
    }
}
