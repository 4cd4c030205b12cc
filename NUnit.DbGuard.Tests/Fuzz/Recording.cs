using System.Collections.Concurrent;
using System.Data;
using System.Runtime.Versioning;
using Npgsql;
using NpgsqlTypes;
using NUnit.DbGuard.Tests.Drivers.Programs;
using NUnit.DbGuard.Tests.Postgres.Gateway.Faults;
using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

namespace NUnit.DbGuard.Tests.Fuzz;

/// <summary>Conversations of real clients with the gateway: psql, pgbench in its three modes, and Npgsql.</summary>
[UnsupportedOSPlatform("windows")]
internal static class Recording
{
    private const string Psql =
        """
        CREATE TABLE notes (id serial PRIMARY KEY, text text NOT NULL, at timestamptz DEFAULT now());
        COPY notes (text) FROM STDIN;
        one
        two\tabbed
        \.
        BEGIN;
        SAVEPOINT a;
        INSERT INTO items VALUES (1);
        ROLLBACK TO a;
        INSERT INTO items VALUES (7) RETURNING id;
        COMMIT AND CHAIN;
        DECLARE c CURSOR FOR SELECT * FROM generate_series(1, 50);
        FETCH 10 FROM c;
        ROLLBACK;
        LISTEN news;
        NOTIFY news, 'hello';
        SET search_path = public, pg_catalog; SHOW search_path; SELECT 1; SELECT 2/0; SELECT 3;
        COPY (SELECT * FROM notes) TO STDOUT;
        SELECT repeat('x', 3000) FROM generate_series(1, 400);
        PREPARE p (int) AS SELECT $1 + 1; EXECUTE p(4); DEALLOCATE p;
        SELECT pg_advisory_lock(4); SELECT pg_advisory_unlock(4);
        SELECT lo_unlink(lo_create(0));
        DO $$ BEGIN RAISE NOTICE 'a notice'; END $$;
        DISCARD ALL;
        DROP TABLE notes;
        """;

    private const string PgBench =
        """
        \set id random(2, 100)
        BEGIN;
        INSERT INTO items VALUES (:id) ON CONFLICT DO NOTHING;
        SELECT count(*) FROM items WHERE id < :id;
        END;
        SELECT :id;
        """;

    /// <summary>Records them, in a test of the bench's.</summary>
    public static IReadOnlyList<Conversation> Make(FaultBench bench)
    {
        _ = bench.Begin("the recording");
        List<Conversation> conversations = [];
        conversations.AddRange(Record(bench, "psql", static connection => RunProgram(connection, "psql", Psql, "-X", "-q")));
        foreach (string mode in (string[])["simple", "extended", "prepared"])
        {
            string script = Path.GetTempFileName();
            File.WriteAllText(script, PgBench);
            conversations.AddRange(Record(
                bench, $"pgbench {mode}", connection => RunProgram(connection, "pgbench", string.Empty, "-n", "-f", script, "-t", "4", "-c", "2", "-M", mode)));
            File.Delete(script);
        }

        conversations.AddRange(Record(bench, "Npgsql", Npgsql));
        conversations.AddRange(Record(bench, "Npgsql, multiplexing", Multiplexing));
        // The clients of pgbench overlap; on a slow machine one of them is kept waiting.
        Assert.That(bench.End(), Is.Empty.Or.All.AnyOf("DBG4001", "DBG4002"));
        Assert.That(conversations, Has.Count.GreaterThan(7));
        return conversations;
    }

    private static List<Conversation> Record(FaultBench bench, string name, Action<NpgsqlConnectionStringBuilder> run)
    {
        ConcurrentQueue<MemoryStream> recorded = new();
        using (Relay relay = new(bench.Gateway, Recorder, static () => null))
        {
            WireEndpoint endpoint = relay.Endpoint;
            run(new NpgsqlConnectionStringBuilder
            {
                Host = endpoint.Host,
                Port = endpoint.Port,
                Username = endpoint.User,
                Password = endpoint.Password,
                Database = endpoint.Database,
                Pooling = false,
            });
        }

        return [.. recorded.Select(stream => Conversation.Read(name, stream.ToArray())).OfType<Conversation>()];

        Relay.Filter Recorder()
        {
            MemoryStream stream = new();
            recorded.Enqueue(stream);
            return (bytes, write) =>
            {
                stream.Write(bytes.Span);
                write(bytes);
            };
        }
    }

    private static void RunProgram(NpgsqlConnectionStringBuilder connection, string program, string input, params string[] arguments) =>
        PostgresProgram.RunAsync(connection.ConnectionString, program, input, arguments).GetAwaiter().GetResult();

    private static void Npgsql(NpgsqlConnectionStringBuilder settings)
    {
        using NpgsqlDataSource source = Source(settings);
        using NpgsqlConnection connection = source.OpenConnection();
        Run(connection, "CREATE TABLE parts (id int, name text, data bytea)");
        using (NpgsqlBinaryImporter importer = connection.BeginBinaryImport("COPY parts FROM STDIN (FORMAT binary)"))
        {
            for (int id = 0; id < 20; id++)
            {
                importer.StartRow();
                importer.Write(id, NpgsqlDbType.Integer);
                importer.Write($"part {id}", NpgsqlDbType.Text);
                importer.Write(new byte[id * 100], NpgsqlDbType.Bytea);
            }

            importer.Complete();
        }

        using (NpgsqlBinaryExporter exporter = connection.BeginBinaryExport("COPY parts TO STDOUT (FORMAT binary)"))
        {
            while (exporter.StartRow() >= 0)
            {
                exporter.Skip();
                exporter.Skip();
                exporter.Skip();
            }
        }

        using (TextWriter text = connection.BeginTextImport("COPY parts (id, name) FROM STDIN"))
        {
            text.Write("100\ttext\n101\tmore\n");
        }

        using (TextReader text = connection.BeginTextExport("COPY parts (id, name) TO STDOUT"))
        {
            text.ReadToEnd();
        }

        using (NpgsqlTransaction transaction = connection.BeginTransaction(IsolationLevel.ReadCommitted))
        {
            using NpgsqlCommand command = new("INSERT INTO parts VALUES ($1, $2, $3)", connection, transaction);
            command.Parameters.AddRange(new NpgsqlParameter[] { new() { Value = 200 }, new() { Value = "named" }, new() { Value = new byte[20_000] } });
            command.Prepare();
            command.ExecuteNonQuery();
            transaction.Save("here");
            command.ExecuteNonQuery();
            transaction.Rollback("here");
            transaction.Commit();
        }

        using (NpgsqlBatch batch = new(connection))
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT 1"));
            batch.BatchCommands.Add(new NpgsqlBatchCommand("UPDATE parts SET name = 'batch' WHERE id = 1"));
            batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT 1/0"));
            batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT 3"));
            Assert.That(() => batch.ExecuteNonQuery(), Throws.InstanceOf<PostgresException>());
        }

        // Not longer: played by five clients at once, one waits for all others.
        using (NpgsqlCommand slow = new("SELECT pg_sleep(2)", connection))
        using (Timer cancel = new(_ => slow.Cancel(), null, TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(200)))
        {
            Assert.That(() => slow.ExecuteNonQuery(), Throws.InstanceOf<OperationCanceledException>());
        }

        Run(connection, "LISTEN parts");
        Run(connection, "NOTIFY parts, 'changed'");
        Run(connection, "SELECT repeat('y', 2000) FROM generate_series(1, 500)");
        Run(connection, "SET application_name = 'fuzz'; RESET ALL");
        Run(connection, "DROP TABLE parts");
    }

    private static void Multiplexing(NpgsqlConnectionStringBuilder settings)
    {
        settings.Pooling = true;
        settings.Multiplexing = true;
        settings.MaxPoolSize = 2;
        using NpgsqlDataSource source = Source(settings);
        Task[] work = [.. Enumerable.Range(0, 20).Select(async number =>
        {
            await using NpgsqlCommand command = source.CreateCommand("SELECT $1 + id FROM items");
            command.Parameters.Add(new NpgsqlParameter { Value = number });
            _ = await command.ExecuteScalarAsync();
        })];
        Assert.That(Task.WaitAll(work, WireClient.ReadLimit), Is.True);
    }

    // What is not traced, the guard of this project's own tests does not see.
    private static NpgsqlDataSource Source(NpgsqlConnectionStringBuilder settings)
    {
        NpgsqlDataSourceBuilder builder = new(settings.ConnectionString);
        _ = builder.ConfigureTracing(static tracing => tracing
            .EnablePhysicalOpenTracing(false).ConfigureCommandFilter(static _ => false).ConfigureBatchFilter(static _ => false).ConfigureCopyOperationFilter(static _ => false));
        return builder.Build();
    }

    private static void Run(NpgsqlConnection connection, string sql)
    {
        using NpgsqlCommand command = new(sql, connection);
        _ = command.ExecuteNonQuery();
    }
}
