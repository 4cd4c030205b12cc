using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace NUnit.DbGuard.Tests.Inner.SetUp;

[DbContext(typeof(BrokenLibraryContext))]
[Migration("20250302090000_FillBrokenLibrary")]
public sealed class FillBrokenLibrary : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.Sql("INSERT INTO boks VALUES (1)");
    }
}
