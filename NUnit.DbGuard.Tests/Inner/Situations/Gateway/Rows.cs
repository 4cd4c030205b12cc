using System.Globalization;
using Npgsql;

namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway;

/// <summary>The code under test: it knows the connection string of its configuration, and nothing of the guard.</summary>
internal static class Rows
{
    public const string Seeded = "seeded";

    public static string ConnectionString(string database = "default") =>
        Environment.GetEnvironmentVariable($"ConnectionStrings__{char.ToUpperInvariant(database[0])}{database[1..]}")
        ?? throw new InvalidOperationException($"No connection string is configured for '{database}'.");

    public static NpgsqlConnection Open(string database = "default") => OpenWith(ConnectionString(database));

    public static NpgsqlConnection OpenWith(string connectionString)
    {
        NpgsqlConnection connection = new(connectionString);
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

    public static long Count(string database = "default")
    {
        using NpgsqlConnection connection = Open(database);
        return connection.Count();
    }

    public static void Add(string name, string database = "default")
    {
        using NpgsqlConnection connection = Open(database);
        connection.Add(name);
    }

    public static async Task AddAsync(string name)
    {
        await using NpgsqlConnection connection = new(ConnectionString());
        await connection.OpenAsync();
        await using NpgsqlCommand command = new("INSERT INTO items (name) VALUES ($1)", connection) { Parameters = { new() { Value = name } } };
        await command.ExecuteNonQueryAsync();
    }

    public static long Count(this NpgsqlConnection connection) => connection.Number("SELECT count(*) FROM items");

    public static void Add(this NpgsqlConnection connection, string name)
    {
        using NpgsqlCommand command = new("INSERT INTO items (name) VALUES ($1)", connection) { Parameters = { new() { Value = name } } };
        _ = command.ExecuteNonQuery();
    }

    public static void Execute(this NpgsqlConnection connection, string sql)
    {
        using NpgsqlCommand command = new(sql, connection);
        _ = command.ExecuteNonQuery();
    }

    public static long Number(this NpgsqlConnection connection, string sql)
    {
        using NpgsqlCommand command = new(sql, connection);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    public static object Scalar(this NpgsqlConnection connection, string sql)
    {
        using NpgsqlCommand command = new(sql, connection);
        return command.ExecuteScalar()!;
    }

    /// <summary>The names, the seeded one too.</summary>
    public static string[] Names(string database = "default")
    {
        using NpgsqlConnection connection = Open(database);
        using NpgsqlCommand command = new("SELECT name FROM items ORDER BY name", connection);
        using NpgsqlDataReader reader = command.ExecuteReader();
        List<string> names = [];
        while (reader.Read())
        {
            names.Add(reader.GetString(0));
        }

        return [.. names];
    }

    /// <summary>The state that a statement is refused with; <see langword="null"/>: it is not.</summary>
    public static string? StateOf(Action work)
    {
        try
        {
            work();
            return null;
        }
        catch (PostgresException exception)
        {
            return exception.SqlState;
        }
    }

    /// <summary>Asserts that nothing but the baseline is there, and leaves something of its own.</summary>
    public static void LookAndLeave(string database = "default")
    {
        Assert.That(Names(database), Is.EqualTo(new[] { Seeded }), "the baseline");
        using NpgsqlConnection connection = Open(database);
        Assert.That(connection.Number("SELECT count(*) FROM parts"), Is.Zero, "the baseline");
        connection.Add("left behind");
        connection.Execute("CREATE TABLE left_behind (id integer); INSERT INTO parts (item_id) SELECT id FROM items; SET application_name = 'left behind'");
    }
}
