using Npgsql;
using NpgsqlTypes;
using NUnit.DbGuard.Tests.Drivers.Base;

namespace NUnit.DbGuard.Tests.Drivers.NpgsqlDriver;

/// <summary>Types that the driver must load from the server.</summary>
public sealed class TypeTests : DriverTests
{
    [Test]
    public async Task A_new_data_source_loads_enums_composites_domains_arrays_and_ranges()
    {
        List<string> seen = await Compare(static async run =>
        {
            NpgsqlDataSourceBuilder builder = new(run.ConnectionString);
            _ = builder.MapEnum<Mood>();
            _ = builder.MapComposite<Address>();
            await using NpgsqlDataSource source = builder.Build();
            await using NpgsqlConnection connection = await source.OpenConnectionAsync();
            _ = await connection.RunAsync(
                "INSERT INTO customers (name, mood, mail, home, tags, stay) VALUES ('Dora', $1, 'd@x', $2, $3, $4)",
                Mood.Sad,
                new Address("Oak Road", "Leeds"),
                (string[])["p", "q"],
                new NpgsqlRange<int>(3, 9));
            await using NpgsqlCommand query = new("SELECT mood, home, mail, tags, details, stay FROM customers ORDER BY id", connection);
            await using NpgsqlDataReader reader = await query.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                run.Say(reader.GetFieldValue<Mood>(0));
                run.Say(await reader.IsDBNullAsync(1) ? null : reader.GetFieldValue<Address>(1).City);
                run.Say(reader.GetValue(2));
                run.Say(reader.GetFieldValue<string[]>(3));
                run.Say(reader.GetString(4));
                run.Say(reader.GetFieldValue<NpgsqlRange<int>>(5).ToString());
                run.Say($"{reader.GetDataTypeName(0)} {reader.GetDataTypeName(1)} {reader.GetDataTypeName(2)} {reader.GetDataTypeName(5)}");
            }
        });

        Assert.That(seen, Is.SupersetOf(["Leeds", "p, q", "[3,9]", "Happy"]));
    }

    [Test]
    public async Task A_type_that_the_test_makes_is_found_when_types_are_loaded_again()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using NpgsqlDataSource source = NpgsqlDataSource.Create(run.ConnectionString);
            await using NpgsqlConnection maker = await source.OpenConnectionAsync();
            _ = await maker.RunAsync("CREATE TYPE size AS ENUM ('small', 'large')");
            _ = await maker.RunAsync("CREATE TABLE shirts (size size)");
            await run.SayErrorAsync(() => maker.AskAsync("SELECT 'small'::size"));
            await maker.ReloadTypesAsync();
            run.Say(await maker.AskAsync("SELECT 'small'::size"));
            await using (NpgsqlBinaryImporter importer = await maker.BeginBinaryImportAsync("COPY shirts FROM STDIN (FORMAT BINARY)"))
            {
                await importer.StartRowAsync();
                await importer.WriteAsync("large", "size");
                _ = await importer.CompleteAsync();
            }

            run.Say(await maker.AskAsync("SELECT size::text FROM shirts"));
        });

        Assert.That(seen[1..], Is.EqualTo(["small", "large"]));
    }

    [Test]
    public async Task Cursors_that_a_function_returns_are_fetched_from()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using NpgsqlConnection connection = await run.OpenAsync();
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
            run.Say(string.Join(", ", await connection.RowsAsync("SELECT open_customers('a', 'b')")));
            run.Say(string.Join(", ", await connection.RowsAsync("FETCH 2 FROM a")));
            run.Say(string.Join(", ", await connection.RowsAsync("FETCH ALL FROM b")));
            run.Say(string.Join(", ", await connection.RowsAsync("FETCH ALL FROM a")));
            await transaction.CommitAsync();
            await run.SayErrorAsync(() => connection.RowsAsync("FETCH ALL FROM a"));
        });

        Assert.That(seen[1], Is.EqualTo("1 | Ada, 2 | Bob"));
        Assert.That(seen[^1], Does.Contain("34000"));
    }

    [Test]
    public async Task A_declared_cursor_is_read_row_by_row_while_another_connection_writes()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using NpgsqlConnection reader = await run.OpenAsync();
            await using NpgsqlConnection writer = await run.OpenAsync();
            await using NpgsqlTransaction transaction = await reader.BeginTransactionAsync();
            _ = await reader.RunAsync("DECLARE c CURSOR FOR SELECT name FROM customers ORDER BY id");
            run.Say(await reader.AskAsync("FETCH c"));
            _ = await writer.RunAsync("INSERT INTO archive.customers VALUES (2, 'written inside')");
            run.Say(await reader.AskAsync("FETCH c"));
            run.Say(await reader.AskAsync("MOVE c"));
            await transaction.CommitAsync();
            run.Say(await reader.CountAsync("archive.customers"));
        });

        Assert.That(seen[^1], Is.EqualTo("2"));
    }

    [Test]
    public async Task Meta_data_of_a_query_are_the_servers()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using NpgsqlConnection connection = await run.OpenAsync();
            await using NpgsqlCommand query = new("SELECT * FROM customers", connection);
            await using (NpgsqlDataReader reader = await query.ExecuteReaderAsync(System.Data.CommandBehavior.SchemaOnly | System.Data.CommandBehavior.KeyInfo))
            {
                foreach (global::Npgsql.Schema.NpgsqlDbColumn column in await reader.GetColumnSchemaAsync())
                {
                    run.Say($"{column.ColumnName} {column.DataTypeName} {column.IsKey} {column.IsAutoIncrement} {column.AllowDBNull} {column.DefaultValue}");
                }
            }

            run.Say((await connection.GetSchemaAsync("Tables")).Rows.Count);
        });

        Assert.That(seen[0], Does.StartWith("id integer True True False"));
    }
}
