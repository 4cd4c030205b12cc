using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Shop.Migrations;

[DbContext(typeof(ShopContext))]
public sealed class ShopContextModelSnapshot : ModelSnapshot
{
    protected override void BuildModel(ModelBuilder modelBuilder)
    {
        modelBuilder.HasAnnotation("ProductVersion", "10.0.14");
        modelBuilder.UseIdentityByDefaultColumns();

        modelBuilder.Entity("Shop.Product", product =>
        {
            product.Property<int>("Id").ValueGeneratedOnAdd().UseIdentityByDefaultColumn();
            product.Property<string>("Sku").IsRequired().HasMaxLength(20);
            product.Property<string>("Name").IsRequired().HasMaxLength(100);
            product.Property<decimal>("Price");
            product.Property<int>("Stock");
            product.Property<int>("Version").IsConcurrencyToken();
            product.HasKey("Id");
            product.HasIndex("Sku").IsUnique();
            product.ToTable("Products");
        });

        modelBuilder.Entity("Shop.Order", order =>
        {
            order.Property<int>("Id").ValueGeneratedOnAdd().UseIdentityByDefaultColumn();
            order.Property<DateTimeOffset>("PlacedAt");
            order.Property<decimal>("Total");
            order.Property<DateTimeOffset?>("ConfirmedAt");
            order.HasKey("Id");
            order.ToTable("Orders");
        });

        modelBuilder.Entity("Shop.OrderLine", line =>
        {
            line.Property<int>("Id").ValueGeneratedOnAdd().UseIdentityByDefaultColumn();
            line.Property<int>("OrderId");
            line.Property<int>("ProductId");
            line.Property<int>("Quantity");
            line.Property<decimal>("Price");
            line.HasKey("Id");
            line.HasIndex("OrderId");
            line.HasIndex("ProductId");
            line.ToTable("OrderLines");
        });

        modelBuilder.Entity("Shop.Visit", visit =>
        {
            visit.Property<int>("Id").ValueGeneratedOnAdd().UseIdentityByDefaultColumn();
            visit.Property<DateTimeOffset>("At");
            visit.HasKey("Id");
            visit.ToTable("Visits");
        });

        modelBuilder.Entity("Shop.OrderLine", line =>
        {
            line.HasOne("Shop.Order", null)
                .WithMany("Lines")
                .HasForeignKey("OrderId")
                .OnDelete(DeleteBehavior.Cascade)
                .IsRequired();
            line.HasOne("Shop.Product", null)
                .WithMany()
                .HasForeignKey("ProductId")
                .OnDelete(DeleteBehavior.Restrict)
                .IsRequired();
        });

        modelBuilder.Entity("Shop.Order", order => order.Navigation("Lines"));
    }
}
