namespace Shop;

public static class PriceList
{
    private const int BulkQuantity = 10;
    private const decimal BulkDiscount = 0.10m;

    /// <summary>The price of some pieces of one product: ten or more are a tenth cheaper.</summary>
    public static decimal Total(decimal unitPrice, int quantity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(unitPrice);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(quantity);

        decimal total = unitPrice * quantity;
        return quantity < BulkQuantity
            ? total
            : decimal.Round(total * (1 - BulkDiscount), 2, MidpointRounding.AwayFromZero);
    }
}
