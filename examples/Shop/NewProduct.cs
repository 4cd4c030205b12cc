using System.ComponentModel.DataAnnotations;

namespace Shop;

public sealed record NewProduct(
    [MaxLength(20)] string Sku,
    [MaxLength(100)] string Name,
    [Range(0, 1_000_000)] decimal Price,
    [Range(0, int.MaxValue)] int Stock)
{
    public Product ToProduct() => new() { Sku = Sku, Name = Name, Price = Price, Stock = Stock };
}
