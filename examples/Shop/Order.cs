namespace Shop;

public sealed class Order
{
    public int Id { get; set; }

    public DateTimeOffset PlacedAt { get; set; }

    public decimal Total { get; set; }

    public ICollection<OrderLine> Lines { get; } = [];
}
