using Microsoft.Data.Sqlite;

namespace NUnit.DbGuard.Tests.Inner.Situations;

/// <summary>The code under test: it knows its own connection string and nothing of the guard.</summary>
internal static class Items
{
    public const string ConnectionString = "Data Source=inner.db";

    public static SqliteConnection Open(string connectionString = ConnectionString)
    {
        SqliteConnection connection = new(connectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public static long Count(string connectionString = ConnectionString)
    {
        using SqliteConnection connection = Open(connectionString);
        return connection.Number("SELECT count(*) FROM items");
    }

    public static void Add(string name, string connectionString = ConnectionString)
    {
        using SqliteConnection connection = Open(connectionString);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "INSERT INTO items (name) VALUES ($name)";
        _ = command.Parameters.AddWithValue("$name", name);
        _ = command.ExecuteNonQuery();
    }

    public static long Number(this SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    public static void Execute(this SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        _ = command.ExecuteNonQuery();
    }
}
