using System.ComponentModel.DataAnnotations;

namespace Shop;

public sealed record Basket([MinLength(1)] IReadOnlyList<BasketItem> Items);
