using Dapper;

namespace Shop;

/// <summary>Reports are plain SQL, on connections of their own.</summary>
public sealed class ShopReports(IConfiguration configuration)
{
    public Task<int> CountOrdersAsync(CancellationToken cancellationToken) =>
        CountAsync("""SELECT COUNT(*) FROM "Orders" """, cancellationToken);

    public Task<int> CountVisitsAsync(CancellationToken cancellationToken) =>
        CountAsync("""SELECT COUNT(*) FROM "Visits" """, cancellationToken);

    /// <summary>What was sold of each product, the most first.</summary>
    public async Task<IEnumerable<ProductSales>> ListSalesAsync(CancellationToken cancellationToken)
    {
        const string query = """
            SELECT product."Sku", SUM(line."Quantity") AS "Quantity"
            FROM "OrderLines" line JOIN "Products" product ON product."Id" = line."ProductId"
            GROUP BY product."Sku"
            ORDER BY 2 DESC, 1
            """;
        await using var connection = ShopDatabase.Connect(configuration.GetConnectionString("Default"));
        return await connection.QueryAsync<ProductSales>(new CommandDefinition(query, cancellationToken: cancellationToken));
    }

    private async Task<int> CountAsync(string query, CancellationToken cancellationToken)
    {
        await using var connection = ShopDatabase.Connect(configuration.GetConnectionString("Default"));
        return await connection.ExecuteScalarAsync<int>(new CommandDefinition(query, cancellationToken: cancellationToken));
    }
}
