using Npgsql;
using NpgsqlTypes;
using NUnit.DbGuard.Tests.Drivers.Base;

namespace NUnit.DbGuard.Tests.Drivers.NpgsqlDriver;

/// <summary>COPY in its three forms, ended in all ways.</summary>
public sealed class CopyTests : DriverTests
{
    [TestCase(true)]
    [TestCase(false)]
    public async Task Binary_import_writes_its_rows(bool isInTransaction)
    {
        List<string> seen = await Compare(async run =>
        {
            await using NpgsqlConnection connection = await run.OpenAsync();
            await using NpgsqlTransaction? transaction = isInTransaction ? await connection.BeginTransactionAsync() : null;
            await using (NpgsqlBinaryImporter importer = await connection.BeginBinaryImportAsync("COPY accounts (id, balance) FROM STDIN (FORMAT BINARY)"))
            {
                for (int id = 10; id < 20_010; id++)
                {
                    await importer.StartRowAsync();
                    await importer.WriteAsync(id, NpgsqlDbType.Integer);
                    await importer.WriteAsync(id * 2, NpgsqlDbType.Integer);
                }

                run.Say(await importer.CompleteAsync());
            }

            if (transaction is not null)
            {
                await transaction.CommitAsync();
            }

            run.Say(await connection.AskAsync("SELECT sum(balance) FROM accounts"));
        });

        Assert.That(seen, Is.EqualTo(["20000", "400380150"]));
    }

    [Test]
    public async Task An_import_that_is_disposed_before_its_completion_writes_nothing()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using NpgsqlConnection connection = await run.OpenAsync();
            await using (NpgsqlBinaryImporter importer = await connection.BeginBinaryImportAsync("COPY accounts (id, balance) FROM STDIN (FORMAT BINARY)"))
            {
                await importer.StartRowAsync();
                await importer.WriteAsync(10, NpgsqlDbType.Integer);
                await importer.WriteAsync(10, NpgsqlDbType.Integer);
            }

            run.Say(await connection.CountAsync("accounts"));
            run.Say(await connection.RunAsync("INSERT INTO accounts VALUES (10, 1)"));
        });

        Assert.That(seen, Is.EqualTo(["2", "1"]));
    }

    [Test]
    public async Task An_import_that_the_server_refuses_reports_the_line_and_writes_nothing()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using NpgsqlConnection connection = await run.OpenAsync();
            await run.SayErrorAsync(async () =>
            {
                await using NpgsqlBinaryImporter importer = await connection.BeginBinaryImportAsync("COPY accounts (id, balance) FROM STDIN (FORMAT BINARY)");
                await importer.WriteRowAsync(CancellationToken.None, 10, 1);
                await importer.WriteRowAsync(CancellationToken.None, 1, 1);
                _ = await importer.CompleteAsync();
            });
            run.Say(await connection.CountAsync("accounts"));
            await run.SayErrorAsync(async () =>
            {
                await using TextWriter writer = await connection.BeginTextImportAsync("COPY accounts FROM STDIN");
                await writer.WriteAsync("11\t5\nno number\t6\n");
                await writer.DisposeAsync();
            });
            run.Say(await connection.CountAsync("accounts"));
            await run.SayErrorAsync(() => connection.BeginTextImportAsync("COPY no_such_table FROM STDIN"));
            run.Say(await connection.CountAsync("accounts"));
        });

        Assert.That(seen[0], Does.Contain("23505"));
        Assert.That(seen[1], Is.EqualTo("2"));
        Assert.That(seen[2], Does.Contain("22P02"));
    }

    [Test]
    public async Task Text_goes_in_and_out()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using NpgsqlConnection connection = await run.OpenAsync();
            await using (TextWriter writer = await connection.BeginTextImportAsync("COPY customers (name, tags) FROM STDIN (FORMAT csv)"))
            {
                await writer.WriteAsync("\"D, ora\",\"{x,y}\"\nÉve,{}\n");
            }

            using (TextReader reader = await connection.BeginTextExportAsync("COPY (SELECT id, name, tags FROM customers ORDER BY id) TO STDOUT"))
            {
                run.Say(await reader.ReadToEndAsync());
            }

            run.Say(await connection.CountAsync("customers"));
        });

        Assert.That(seen[0], Does.Contain("Éve").And.Contain("{x,y}"));
    }

    [Test]
    public async Task Binary_export_reads_all_or_is_left_early()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using NpgsqlConnection connection = await run.OpenAsync();
            await using (NpgsqlBinaryExporter exporter = await connection.BeginBinaryExportAsync("COPY (SELECT i, 'row ' || i FROM generate_series(1, 5000) i) TO STDOUT (FORMAT BINARY)"))
            {
                int count = 0;
                string text = string.Empty;
                while (await exporter.StartRowAsync() >= 0)
                {
                    count += await exporter.ReadAsync<int>() > 0 ? 1 : 0;
                    text = await exporter.ReadAsync<string>();
                }

                run.Say($"{count} {text}");
            }

            await using (NpgsqlBinaryExporter exporter = await connection.BeginBinaryExportAsync("COPY (SELECT i, 'row ' || i FROM generate_series(1, 200000) i) TO STDOUT (FORMAT BINARY)"))
            {
                _ = await exporter.StartRowAsync();
                run.Say(await exporter.ReadAsync<int>());
                await exporter.CancelAsync();
            }

            run.Say(await connection.CountAsync("accounts"));
        });

        Assert.That(seen, Is.EqualTo(["5000 row 5000", "1", "2"]));
    }

    [Test]
    public async Task Raw_bytes_go_from_one_connection_to_another_while_both_are_open()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using NpgsqlConnection source = await run.OpenAsync();
            await using NpgsqlConnection target = await run.OpenAsync();
            _ = await target.RunAsync("CREATE TABLE copied (i int, t text)");
            using MemoryStream bytes = new();
            await using (Stream export = await source.BeginRawBinaryCopyAsync("COPY (SELECT i, repeat('x', 100) FROM generate_series(1, 3000) i) TO STDOUT (FORMAT BINARY)"))
            {
                await export.CopyToAsync(bytes);
            }

            bytes.Position = 0;
            await using (Stream import = await target.BeginRawBinaryCopyAsync("COPY copied FROM STDIN (FORMAT BINARY)"))
            {
                await bytes.CopyToAsync(import);
            }

            run.Say(bytes.Length);
            run.Say(await source.AskAsync("SELECT sum(i) || ' ' || sum(length(t)) FROM copied"));
        });

        Assert.That(seen[1], Is.EqualTo("4501500 300000"));
    }

    [Test]
    public async Task Raw_import_is_cancelled()
    {
        List<string> seen = await Compare(static async run =>
        {
            await using NpgsqlConnection connection = await run.OpenAsync();
            await using (NpgsqlRawCopyStream import = await connection.BeginRawBinaryCopyAsync("COPY files FROM STDIN (FORMAT BINARY)"))
            {
                await import.WriteAsync("PGCOPY\n"u8.ToArray());
                await run.SayErrorAsync(() => import.CancelAsync());
            }

            run.Say(await connection.CountAsync("files"));
        });

        Assert.That(seen[^1], Is.EqualTo("0"));
    }
}
