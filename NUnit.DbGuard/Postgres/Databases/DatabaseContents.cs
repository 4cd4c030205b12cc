using Npgsql;
using NUnit.DbGuard.Access;

namespace NUnit.DbGuard.Postgres.Databases;

/// <summary>Tells whether a database has been changed since it was looked at last, without reading its tables.</summary>
/// <remarks>
/// Of the schema, the numbers of all catalog rows and of the transactions that wrote them: vacuuming changes neither. The schemas of temporary tables, which stay, are left out. Of the rows, how many were ever inserted, updated and deleted, which
/// the server counts when the session that did it ends, and the values of sequences. A server that has crashed, or whose statistics were reset, has forgotten the counts: that reads as a change.
/// </remarks>
internal static class DatabaseContents
{
    // 16384: the first number that the server gives to what is not its own (FirstNormalObjectId).
    private const string Sql = """
        WITH made (id, writer) AS (
            SELECT oid, xmin FROM pg_catalog.pg_class WHERE oid >= 16384
            UNION ALL SELECT attrelid, xmin FROM pg_catalog.pg_attribute WHERE attrelid >= 16384
            UNION ALL SELECT oid, xmin FROM pg_catalog.pg_attrdef UNION ALL SELECT oid, xmin FROM pg_catalog.pg_constraint WHERE oid >= 16384
            UNION ALL SELECT indexrelid, xmin FROM pg_catalog.pg_index WHERE indexrelid >= 16384
            UNION ALL SELECT oid, xmin FROM pg_catalog.pg_proc WHERE oid >= 16384 UNION ALL SELECT oid, xmin FROM pg_catalog.pg_trigger
            UNION ALL SELECT oid, xmin FROM pg_catalog.pg_type WHERE oid >= 16384 UNION ALL SELECT oid, xmin FROM pg_catalog.pg_enum
            UNION ALL SELECT oid, xmin FROM pg_catalog.pg_rewrite WHERE oid >= 16384 UNION ALL SELECT oid, xmin FROM pg_catalog.pg_policy
            UNION ALL SELECT oid, xmin FROM pg_catalog.pg_namespace WHERE oid >= 16384 AND nspname !~ '^pg_(toast_)?temp_' UNION ALL SELECT oid, xmin FROM pg_catalog.pg_extension)
        SELECT
            (SELECT pg_catalog.md5(pg_catalog.concat_ws(' ', count(*), sum(pg_catalog.hashint8extended(id::int8 * 4294967296 + writer::text::int8, 0)::numeric))) FROM made),
            pg_catalog.md5(pg_catalog.concat_ws(' ',
                (SELECT pg_catalog.concat_ws(
                        ' ', sum(pg_catalog.pg_stat_get_tuples_inserted(oid)), sum(pg_catalog.pg_stat_get_tuples_updated(oid)), sum(pg_catalog.pg_stat_get_tuples_deleted(oid)))
                    FROM pg_catalog.pg_class WHERE oid >= 16384 AND relkind IN ('r', 'm')),
                (SELECT pg_catalog.string_agg(pg_catalog.concat_ws(':', seqrelid, pg_catalog.pg_sequence_last_value(seqrelid)), ' ' ORDER BY seqrelid) FROM pg_catalog.pg_sequence)))
        """;

    /// <summary>Looks at a database.</summary>
    /// <param name="connectionString">How it is reached.</param>
    /// <returns>What it looks like, without spaces; <see langword="null"/>: it cannot be told.</returns>
    public static string? TryRead(string connectionString)
    {
        try
        {
            using (OwnWork.Enter())
            {
                // What it asks for is text: the types of the database need not be loaded.
                NpgsqlDataSourceBuilder builder = new(connectionString);
                _ = builder.ConfigureTypeLoading(static types => types.EnableTypeLoading(false));
                using NpgsqlDataSource source = builder.Build();
                using NpgsqlConnection connection = source.OpenConnection();
                using NpgsqlCommand command = new(Sql, connection);
                using NpgsqlDataReader reader = command.ExecuteReader();
                _ = reader.Read();
                return $"{reader.GetString(0)}-{reader.GetString(1)}";
            }
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException)
        {
            return null;
        }
    }

    /// <summary>What has changed, for the one line that says why a database is made anew.</summary>
    /// <returns><see langword="null"/> when nothing has.</returns>
    public static string? FirstDifference(string earlier, string? now) =>
        now == earlier ? null
        : now is null ? "what is in it cannot be looked at"
        : now.Split('-')[0] != earlier.Split('-')[0] ? "its schema was changed since the last run, and not by one"
        : "rows or sequences in it were changed since the last run, and not by one (or the server has lost its statistics)";
}
