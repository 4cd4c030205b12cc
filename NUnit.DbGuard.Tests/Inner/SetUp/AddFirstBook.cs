using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace NUnit.DbGuard.Tests.Inner.SetUp;

/// <summary>A migration of data. <c>INNER_CHANGED</c> edits it, under the same id.</summary>
[DbContext(typeof(LibraryContext))]
[Migration("20250308090000_AddFirstBook")]
public sealed class AddFirstBook : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.Sql("INSERT INTO Books (Title) VALUES ('from the migration')");
        if (SetUpVariants.IsChanged)
        {
            migrationBuilder.CreateIndex("IX_Books_Title", "Books", "Title");
        }
    }
}
