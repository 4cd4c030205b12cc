using System.ComponentModel.DataAnnotations;

namespace Shop;

/// <summary>A price, and the version of the product for which it was thought of.</summary>
public sealed record NewPrice([Range(0, 1_000_000)] decimal Price, int Version);
