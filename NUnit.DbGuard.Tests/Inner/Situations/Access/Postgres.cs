using Npgsql;

namespace NUnit.DbGuard.Tests.Inner.Situations.Access;

/// <summary>A server where nobody listens: whoever gets as far as the network fails with another error.</summary>
internal static class Postgres
{
    public const string ConnectionString = "Host=127.0.0.1;Port=1;Database=shop;Username=shop;Password=secret;Timeout=5";

    public static void Open()
    {
        using NpgsqlConnection connection = new(ConnectionString);
        connection.Open();
    }

    public static async Task OpenAsync()
    {
        await using NpgsqlConnection connection = new(ConnectionString);
        await connection.OpenAsync();
    }

    public static async Task RunCommandOfDataSourceAsync()
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(ConnectionString);
        await using NpgsqlCommand command = source.CreateCommand("SELECT 1");
        await command.ExecuteScalarAsync();
    }
}
