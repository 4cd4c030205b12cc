using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Shop.Migrations;

[DbContext(typeof(ShopContext))]
public sealed class ShopContextModelSnapshot : ModelSnapshot
{
    protected override void BuildModel(ModelBuilder modelBuilder)
    {
        modelBuilder.HasAnnotation("ProductVersion", "10.0.14");

        modelBuilder.Entity("Shop.Product", product =>
        {
            product.Property<int>("Id").ValueGeneratedOnAdd().HasColumnType("INTEGER");
            product.Property<string>("Sku").IsRequired().HasMaxLength(20).HasColumnType("TEXT");
            product.Property<string>("Name").IsRequired().HasMaxLength(100).HasColumnType("TEXT");
            product.Property<decimal>("Price").HasColumnType("TEXT");
            product.Property<int>("Stock").HasColumnType("INTEGER");
            product.HasKey("Id");
            product.HasIndex("Sku").IsUnique();
            product.ToTable("Products");
        });

        modelBuilder.Entity("Shop.Order", order =>
        {
            order.Property<int>("Id").ValueGeneratedOnAdd().HasColumnType("INTEGER");
            order.Property<DateTimeOffset>("PlacedAt").HasColumnType("TEXT");
            order.Property<decimal>("Total").HasColumnType("TEXT");
            order.HasKey("Id");
            order.ToTable("Orders");
        });

        modelBuilder.Entity("Shop.OrderLine", line =>
        {
            line.Property<int>("Id").ValueGeneratedOnAdd().HasColumnType("INTEGER");
            line.Property<int>("OrderId").HasColumnType("INTEGER");
            line.Property<int>("ProductId").HasColumnType("INTEGER");
            line.Property<int>("Quantity").HasColumnType("INTEGER");
            line.Property<decimal>("Price").HasColumnType("TEXT");
            line.HasKey("Id");
            line.HasIndex("OrderId");
            line.HasIndex("ProductId");
            line.ToTable("OrderLines");
        });

        modelBuilder.Entity("Shop.Visit", visit =>
        {
            visit.Property<int>("Id").ValueGeneratedOnAdd().HasColumnType("INTEGER");
            visit.Property<DateTimeOffset>("At").HasColumnType("TEXT");
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
