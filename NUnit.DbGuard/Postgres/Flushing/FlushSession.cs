using Npgsql;
using NpgsqlTypes;
using NUnit.DbGuard.Access;
using NUnit.DbGuard.Postgres.Databases;

namespace NUnit.DbGuard.Postgres.Flushing;

/// <summary>A connection of our own to a database, which reads and writes rows as they are: no trigger, foreign key, rule or policy has a say.</summary>
/// <remarks>One thread at a time. Rows are read and written as text, in forms that lose nothing.</remarks>
internal sealed class FlushSession : IDisposable
{
    // What a database or role is set to for its applications must not change what our texts mean. The first may be refused: then nothing can be put back.
    private const string Settings = """
        SET session_replication_role = replica; SET row_security = off; SET search_path = ''; SET standard_conforming_strings = on;
        SET DateStyle = 'ISO, YMD'; SET IntervalStyle = postgres; SET extra_float_digits = 3; SET bytea_output = hex; SET xmloption = content;
        SET default_transaction_isolation = 'read committed'; SET default_transaction_read_only = off; SET statement_timeout = 0; SET lock_timeout = '5s';
        SET idle_session_timeout = 0; SET idle_in_transaction_session_timeout = 0; SET synchronous_commit = off; SET stats_fetch_consistency = none;
        SET enable_seqscan = on; SET jit = off
        """;

    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnection _connection;

    private FlushSession(NpgsqlDataSource source, NpgsqlConnection connection)
    {
        _source = source;
        _connection = connection;
    }

    /// <exception cref="NpgsqlException">The server does not let us.</exception>
    /// <exception cref="NotSupportedException">It is too old.</exception>
    public static FlushSession Open(string connectionString)
    {
        using (OwnWork.Enter())
        {
            NpgsqlConnectionStringBuilder own = new(connectionString)
            {
                Pooling = false,
                Enlist = false,
                Multiplexing = false,
                ApplicationName = PostgresServerAddress.OwnName,
                MaxAutoPrepare = 500,
                AutoPrepareMinUsages = 2,
            };
            _ = own.Remove("Search Path");
            _ = own.Remove("Options");

            // What is asked for has types that every server has.
            NpgsqlDataSourceBuilder builder = new(own.ConnectionString);
            _ = builder.ConfigureTypeLoading(static types => types.EnableTypeLoading(false));
            NpgsqlDataSource source = builder.Build();
            NpgsqlConnection? connection = null;
            try
            {
                connection = source.OpenConnection();
                if (connection.PostgreSqlVersion.Major < ServerVersions.PromptStatistics)
                {
                    throw new NotSupportedException($"the server is PostgreSQL {connection.ServerVersion}, and before {ServerVersions.PromptStatistics} what was written is counted some time later");
                }

                FlushSession session = new(source, connection);
                using NpgsqlCommand command = new(Settings, connection);
                _ = command.ExecuteNonQuery();
                return session;
            }
            catch
            {
                connection?.Dispose();
                source.Dispose();
                throw;
            }
        }
    }

    /// <summary>A command, with <c>$1</c> for the first parameter.</summary>
    public static NpgsqlBatchCommand Command(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        NpgsqlBatchCommand command = new(sql);
        foreach (NpgsqlParameter parameter in parameters)
        {
            _ = command.Parameters.Add(parameter);
        }

        return command;
    }

    public static NpgsqlParameter Id(uint id) => new() { NpgsqlDbType = NpgsqlDbType.Oid, Value = id };

    public static NpgsqlParameter Ids(uint[] ids) => new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Oid, Value = ids };

    public static NpgsqlParameter Text(string text) => new() { NpgsqlDbType = NpgsqlDbType.Text, Value = text };

    public static NpgsqlParameter Texts(string[] texts) => new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, Value = texts };

    /// <summary>Runs commands in one flight, and in one transaction up to each that ends it.</summary>
    /// <param name="commands">The commands.</param>
    /// <param name="read">Reads all that comes; the reader stands on the first result.</param>
    public void Run(IReadOnlyList<NpgsqlBatchCommand> commands, Action<NpgsqlDataReader> read)
    {
        using (OwnWork.Enter())
        {
            using NpgsqlBatch batch = new(_connection);
            foreach (NpgsqlBatchCommand command in commands)
            {
                batch.BatchCommands.Add(command);
            }

            using NpgsqlDataReader reader = batch.ExecuteReader();
            read(reader);
            while (reader.NextResult())
            {
                // An error of a later command comes here.
            }
        }
    }

    /// <summary>Reads the rows of one command.</summary>
    public List<T> Query<T>(NpgsqlBatchCommand command, Func<NpgsqlDataReader, T> read)
    {
        List<T> rows = [];
        Run([command], reader =>
        {
            while (reader.Read())
            {
                rows.Add(read(reader));
            }
        });
        return rows;
    }

    public void Dispose()
    {
        using (OwnWork.Enter())
        {
            _connection.Dispose();
            _source.Dispose();
        }
    }
}
