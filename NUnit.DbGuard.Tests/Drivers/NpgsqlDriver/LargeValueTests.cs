using System.Security.Cryptography;
using Npgsql;
using NpgsqlTypes;
using NUnit.DbGuard.Tests.Drivers.Base;

namespace NUnit.DbGuard.Tests.Drivers.NpgsqlDriver;

/// <summary>Values larger than any buffer.</summary>
public sealed class LargeValueTests : DriverTests
{
    private const int Large = 100 * 1024 * 1024;

    [Test]
    public async Task A_parameter_and_a_row_of_100_MB_pass_whole()
    {
        DriverRun run = Through();
        byte[] content = new byte[Large];
        new Random(7).NextBytes(content);
        await using NpgsqlConnection connection = await run.OpenAsync();

        int written = await connection.RunAsync("INSERT INTO files VALUES (1, $1)", content);

        Assert.That(written, Is.EqualTo(1));
        await using NpgsqlConnection other = await run.OpenAsync();
        byte[] read = (byte[])(await other.AskAsync("SELECT content FROM files WHERE id = 1"))!;
        Assert.That(SHA256.HashData(read), Is.EqualTo(SHA256.HashData(content)));
        Assert.That(await connection.AskAsync("SELECT octet_length(content) FROM files"), Is.EqualTo(Large));
    }

    [Test]
    public async Task A_large_value_is_streamed_both_ways()
    {
        List<string> seen = await Compare(static async run =>
        {
            byte[] content = new byte[3 * 1024 * 1024];
            new Random(7).NextBytes(content);
            await using NpgsqlConnection connection = await run.OpenAsync();
            using MemoryStream source = new(content);
            await using (NpgsqlCommand command = new("INSERT INTO files VALUES (1, $1), (2, 'x')", connection) { Parameters = { new() { Value = source, NpgsqlDbType = NpgsqlDbType.Bytea } } })
            {
                run.Say(await command.ExecuteNonQueryAsync());
            }

            await using NpgsqlCommand query = new("SELECT content FROM files ORDER BY id", connection);
            await using NpgsqlDataReader reader = await query.ExecuteReaderAsync(System.Data.CommandBehavior.SequentialAccess);
            _ = await reader.ReadAsync();
            await using (Stream stream = await reader.GetStreamAsync(0))
            {
                run.Say(Convert.ToHexString(await SHA256.HashDataAsync(stream)) == Convert.ToHexString(SHA256.HashData(content)));
            }

            _ = await reader.ReadAsync();
            run.Say(reader.GetFieldValue<byte[]>(0).Length);
        });

        Assert.That(seen, Is.EqualTo(["2", "True", "1"]));
    }

    [Test]
    public async Task A_reader_that_is_left_open_does_not_keep_others_waiting()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using NpgsqlConnection first = await run.OpenAsync();
            await using NpgsqlConnection second = await run.OpenAsync();
            await using NpgsqlCommand query = new("SELECT i, repeat('x', 1000) FROM generate_series(1, 30000) i", first);
            await using NpgsqlDataReader outer = await query.ExecuteReaderAsync();
            for (int row = 0; row < 3 && await outer.ReadAsync(); row++)
            {
                await using NpgsqlCommand nested = new("INSERT INTO files VALUES ($1, 'x') RETURNING id", second) { Parameters = { new() { Value = outer.GetInt32(0) } } };
                await using NpgsqlDataReader inner = await nested.ExecuteReaderAsync();
                while (await inner.ReadAsync())
                {
                    run.Say(inner.GetInt32(0));
                }
            }

            int left = 0;
            while (await outer.ReadAsync())
            {
                left++;
            }

            run.Say(left);
        });

        Assert.That(seen, Is.EqualTo(["1", "2", "3", "29997"]));
    }

    [Test]
    public async Task Large_objects_are_written_read_and_removed_by_functions()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using NpgsqlConnection connection = await run.OpenAsync();
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
            object? id = await connection.AskAsync("SELECT lo_from_bytea(0, $1)::bigint", new byte[] { 1, 2, 3, 4 });
            object? descriptor = await connection.AskAsync("SELECT lo_open($1::oid, 131072 + 262144)", id!);
            run.Say(await connection.AskAsync("SELECT lo_lseek($1, 2, 0)", descriptor!));
            run.Say(await connection.AskAsync("SELECT lowrite($1, $2)", descriptor!, new byte[] { 9, 9, 9 }));
            run.Say(await connection.AskAsync("SELECT lo_close($1)", descriptor!));
            run.Say(Convert.ToHexString((byte[])(await connection.AskAsync("SELECT lo_get($1::oid)", id!))!));
            await transaction.CommitAsync();
            await using NpgsqlConnection other = await run.OpenAsync();
            run.Say(Convert.ToHexString((byte[])(await other.AskAsync("SELECT lo_get($1::oid)", id!))!));
            run.Say(await other.AskAsync("SELECT lo_unlink($1::oid)", id!));
            run.Say(await other.CountAsync("pg_largeobject_metadata"));
        });

        Assert.That(seen[^1], Is.EqualTo("0"));
        Assert.That(seen[3], Is.EqualTo("0102090909"));
    }
}
