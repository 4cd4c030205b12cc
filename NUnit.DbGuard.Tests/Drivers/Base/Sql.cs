using System.Globalization;
using Npgsql;

namespace NUnit.DbGuard.Tests.Drivers.Base;

/// <summary>Short statements on a connection.</summary>
internal static class Sql
{
    public static async Task<int> RunAsync(this NpgsqlConnection connection, string sql, params object[] parameters)
    {
        await using NpgsqlCommand command = Command(connection, sql, parameters);
        return await command.ExecuteNonQueryAsync();
    }

    public static async Task<object?> AskAsync(this NpgsqlConnection connection, string sql, params object[] parameters)
    {
        await using NpgsqlCommand command = Command(connection, sql, parameters);
        return await command.ExecuteScalarAsync();
    }

    public static async Task<long> CountAsync(this NpgsqlConnection connection, string table) =>
        Convert.ToInt64(await connection.AskAsync($"SELECT count(*) FROM {table}"), CultureInfo.InvariantCulture);

    public static async Task<List<string>> RowsAsync(this NpgsqlConnection connection, string sql)
    {
        await using NpgsqlCommand command = new(sql, connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        List<string> rows = [];
        do
        {
            while (await reader.ReadAsync())
            {
                object[] values = new object[reader.FieldCount];
                _ = reader.GetValues(values);
                rows.Add(string.Join(" | ", values.Select(static value => Convert.ToString(value, CultureInfo.InvariantCulture))));
            }
        }
        while (await reader.NextResultAsync());

        return rows;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, object[] parameters)
    {
        NpgsqlCommand command = new(sql, connection);
        foreach (object parameter in parameters)
        {
            _ = command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        return command;
    }
}
