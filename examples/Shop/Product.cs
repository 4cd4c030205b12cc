namespace Shop;

public sealed class Product
{
    public int Id { get; set; }

    public required string Sku { get; set; }

    public required string Name { get; set; }

    public decimal Price { get; set; }

    public int Stock { get; set; }

    /// <summary>Counts the changes of the price: who changes it must have seen the last one.</summary>
    public int Version { get; set; }
}
