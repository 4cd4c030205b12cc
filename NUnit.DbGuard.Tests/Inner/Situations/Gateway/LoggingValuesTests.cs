using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway;

/// <summary>Values of parameters of each kind, and clients that are told apart. All fail on purpose.</summary>
[Category("Separate")]
[RequiresDatabase]
public sealed class LoggingValuesTests
{
    [Test]
    public void Values_of_each_type_are_told()
    {
        object[] values =
        [
            true, (short)-7, 70_000, -7_000_000_000L, 1.5f, -2.25, 12345.0678m, -0.5m, 10000m, "text", Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"),
            new DateTime(2026, 11, 27, 12, 30, 15, 250, DateTimeKind.Utc), new DateTime(1999, 1, 2, 3, 4, 5, DateTimeKind.Unspecified), new DateOnly(1970, 1, 1), DateTime.MaxValue, (int[])[1, 2], DBNull.Value,
        ];
        using NpgsqlConnection connection = Rows.Open();
        using NpgsqlCommand command = new($"SELECT {string.Join(", ", values.Select(static (_, i) => $"${i + 1}"))}, $18", connection);
        foreach (object value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        command.Parameters.Add(new NpgsqlParameter { Value = "{\"a\": 1}", NpgsqlDbType = NpgsqlDbType.Jsonb });
        _ = command.ExecuteNonQuery();
        Assert.Fail("on purpose");
    }

    [Test]
    public void Clients_and_databases_are_told_apart()
    {
        using NpgsqlConnection first = Rows.OpenWith(Rows.ConnectionString() + ";Application Name=reporter");
        using NpgsqlConnection second = Rows.Open();
        first.Execute("SELECT 1");
        second.Execute("SELECT 2");
        TestOther();
        Assert.Fail("on purpose");
    }

    [Test]
    public void Prepared_batched_and_copied_statements_are_told()
    {
        using NpgsqlConnection connection = Rows.Open();
        using (NpgsqlCommand prepared = new("SELECT name FROM items WHERE id = $1", connection) { Parameters = { new NpgsqlParameter<int> { TypedValue = 7 } } })
        {
            prepared.Prepare();
            _ = prepared.ExecuteScalar();
            _ = prepared.ExecuteScalar();
        }

        using (NpgsqlBatch batch = new(connection) { BatchCommands = { new("INSERT INTO items (name) VALUES ('a') -- the first"), new("UPDATE items SET name = name"), new("SELECT nonsense") } })
        {
            Assert.That(batch.ExecuteNonQuery, Throws.InstanceOf<PostgresException>());
        }

        using (TextWriter writer = connection.BeginTextImport("COPY items (name) FROM STDIN"))
        {
            writer.Write("one\ntwo\n");
        }

        Assert.Fail("on purpose");
    }

    [Test]
    public async Task What_EF_Core_awaits_has_a_place()
    {
        await using ItemsContext context = new(Rows.ConnectionString());
        _ = await context.Items.CountAsync();
        await CountAgainAsync(context);
        Assert.Fail("on purpose");
    }

    private static async Task CountAgainAsync(ItemsContext context) => _ = await context.Items.CountAsync();

    private static void TestOther()
    {
        using (DatabaseAccess.Allow("second"))
        {
            Rows.Add("there", "second");
        }
    }
}
