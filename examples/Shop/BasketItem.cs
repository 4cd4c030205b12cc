using System.ComponentModel.DataAnnotations;

namespace Shop;

public sealed record BasketItem(int ProductId, [Range(1, 1000)] int Quantity);
