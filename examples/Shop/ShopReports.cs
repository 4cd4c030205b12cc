using Dapper;
using Microsoft.Data.Sqlite;

namespace Shop;

/// <summary>Reports are plain SQL, on connections of their own.</summary>
public sealed class ShopReports(IConfiguration configuration)
{
    public Task<int> CountOrdersAsync(CancellationToken cancellationToken) =>
        CountAsync("SELECT COUNT(*) FROM Orders", cancellationToken);

    public Task<int> CountVisitsAsync(CancellationToken cancellationToken) =>
        CountAsync("SELECT COUNT(*) FROM Visits", cancellationToken);

    private async Task<int> CountAsync(string query, CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection(configuration.GetConnectionString("Default"));
        return await connection.ExecuteScalarAsync<int>(new CommandDefinition(query, cancellationToken: cancellationToken));
    }
}
