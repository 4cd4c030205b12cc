namespace Shop;

public sealed record ProductSales(string Sku, long Quantity);
