namespace Shop;

public sealed class Order
{
    public int Id { get; set; }

    public DateTimeOffset PlacedAt { get; set; }

    public decimal Total { get; set; }

    /// <summary>When the customer was told; <see langword="null"/>: not yet.</summary>
    public DateTimeOffset? ConfirmedAt { get; set; }

    public ICollection<OrderLine> Lines { get; } = [];
}
