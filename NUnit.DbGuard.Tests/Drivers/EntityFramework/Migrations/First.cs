using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using NpgsqlTypes;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace NUnit.DbGuard.Tests.Drivers.EntityFramework.Migrations;

[DbContext(typeof(ShopContext))]
[Migration("20240101000000_First")]
public sealed class First : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        _ = migrationBuilder.AlterDatabase().Annotation("Npgsql:Enum:mood", "sad,ok,happy");
        _ = migrationBuilder.CreateTable(
            "Customers",
            static table => new
            {
                Id = table.Column<int>("integer").Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                Name = table.Column<string>("text"),
                Mood = table.Column<NpgsqlDriver.Mood>("mood"),
                Tags = table.Column<string[]>("text[]"),
                Details = table.Column<string>("jsonb"),
                Stay = table.Column<NpgsqlRange<int>>("int4range"),
            },
            constraints: static table => table.PrimaryKey("PK_Customers", static row => row.Id));
        _ = migrationBuilder.CreateIndex("IX_Customers_Name", "Customers", "Name", unique: true);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        _ = migrationBuilder.DropTable("Customers");
        _ = migrationBuilder.AlterDatabase().OldAnnotation("Npgsql:Enum:mood", "sad,ok,happy");
    }
}
