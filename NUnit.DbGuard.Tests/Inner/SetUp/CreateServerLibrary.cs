using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace NUnit.DbGuard.Tests.Inner.SetUp;

[DbContext(typeof(ServerLibraryContext))]
[Migration("20250301090000_CreateServerLibrary")]
public sealed class CreateServerLibrary : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.CreateTable(
            name: "Books",
            columns: table => new
            {
                Id = table.Column<int>(type: "integer", nullable: false),
                Title = table.Column<string>(type: "text", nullable: false),
            },
            constraints: table => table.PrimaryKey("PK_Books", book => book.Id));
        migrationBuilder.Sql("INSERT INTO \"Books\" VALUES (1, 'from the migration')");
    }
}
