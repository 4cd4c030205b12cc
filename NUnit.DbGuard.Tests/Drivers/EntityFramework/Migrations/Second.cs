using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace NUnit.DbGuard.Tests.Drivers.EntityFramework.Migrations;

[DbContext(typeof(ShopContext))]
[Migration("20240102000000_Second")]
public sealed class Second : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        _ = migrationBuilder.CreateSequence<long>("order_numbers", startValue: 1000, incrementBy: 10);
        _ = migrationBuilder.CreateTable(
            "Orders",
            static table => new
            {
                Id = table.Column<long>("bigint", defaultValueSql: "nextval('\"order_numbers\"')"),
                CustomerId = table.Column<int>("integer"),
                Total = table.Column<decimal>("numeric(12,2)"),
            },
            constraints: static table =>
            {
                _ = table.PrimaryKey("PK_Orders", static row => row.Id);
                _ = table.CheckConstraint("total_not_negative", "\"Total\" >= 0");
                _ = table.ForeignKey("FK_Orders_Customers", static row => row.CustomerId, "Customers", "Id");
            });
        _ = migrationBuilder.Sql("INSERT INTO \"Customers\" (\"Name\", \"Mood\", \"Tags\", \"Details\", \"Stay\") VALUES ('by migration', 'ok', '{}', '{\"Vip\": true}', 'empty')");
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        _ = migrationBuilder.Sql("DELETE FROM \"Customers\" WHERE \"Name\" = 'by migration'");
        _ = migrationBuilder.DropTable("Orders");
        _ = migrationBuilder.DropSequence("order_numbers");
    }
}
