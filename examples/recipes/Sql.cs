using System.Data.Common;
using System.Globalization;
using NUnit.DbGuard;

#pragma warning disable CA2100 // The recipes' statements are their own.
namespace Recipes;

/// <summary>The code under test of all recipes: a few statements.</summary>
internal static class Sql
{
    public static async Task ExecuteAsync(this DbConnection connection, string sql, CancellationToken cancellationToken = default)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async Task ExecuteAsync(this TestDatabase database, string sql, CancellationToken cancellationToken = default)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(sql, cancellationToken);
    }

    public static async Task<long> NumberAsync(this TestDatabase database, string sql)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }
}
