using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Shop.Migrations;

[DbContext(typeof(ShopContext))]
[Migration("20250315090000_ConfirmOrders")]
public sealed class ConfirmOrders : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<DateTimeOffset>("ConfirmedAt", "Orders", nullable: true);
        migrationBuilder.AddColumn<int>("Version", "Products", nullable: false, defaultValue: 0);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropColumn("ConfirmedAt", "Orders");
        migrationBuilder.DropColumn("Version", "Products");
    }
}
