using Npgsql;

namespace NUnit.DbGuard.Postgres.Flushing;

/// <summary>What the server says of a database and of a few of its relations at one moment.</summary>
/// <param name="Database">The rows of all relations together, catalogs included.</param>
/// <param name="Relations">The rows of those that were asked for.</param>
/// <param name="SequenceReads">How often the page of any sequence was read. Taking or setting a value reads it.</param>
/// <param name="Sequences">The same of the sequences that were asked for.</param>
/// <param name="State">When the counters were set back, and what is set for the database itself.</param>
/// <param name="HasPrepared">Whether a transaction was prepared and left.</param>
internal sealed record DatabaseCounters(
    RowCounts Database, RowCounts[] Relations, long SequenceReads, long[] Sequences, string State, bool HasPrepared)
{
    private const string Sql = """
        SELECT pg_catalog.pg_stat_get_db_tuples_inserted($1), pg_catalog.pg_stat_get_db_tuples_updated($1), pg_catalog.pg_stat_get_db_tuples_deleted($1),
            ARRAY(SELECT pg_catalog.pg_stat_get_tuples_inserted(r.id) FROM pg_catalog.unnest($2) WITH ORDINALITY AS r (id, n) ORDER BY r.n),
            ARRAY(SELECT pg_catalog.pg_stat_get_tuples_updated(r.id) FROM pg_catalog.unnest($2) WITH ORDINALITY AS r (id, n) ORDER BY r.n),
            ARRAY(SELECT pg_catalog.pg_stat_get_tuples_deleted(r.id) FROM pg_catalog.unnest($2) WITH ORDINALITY AS r (id, n) ORDER BY r.n),
            (SELECT coalesce(sum(pg_catalog.pg_stat_get_blocks_fetched(seqrelid)), 0)::int8 FROM pg_catalog.pg_sequence),
            ARRAY(SELECT pg_catalog.pg_stat_get_blocks_fetched(r.id) FROM pg_catalog.unnest($3) WITH ORDINALITY AS r (id, n) ORDER BY r.n),
            pg_catalog.concat_ws(' ', pg_catalog.pg_stat_get_db_stat_reset_time($1), (SELECT xmin FROM pg_catalog.pg_database WHERE oid = $1),
                (SELECT pg_catalog.string_agg(setrole || ':' || xmin, ' ' ORDER BY setrole) FROM pg_catalog.pg_db_role_setting WHERE setdatabase = $1)),
            EXISTS (SELECT FROM pg_catalog.pg_prepared_xact() AS p WHERE p.dbid = $1)
        """;

    /// <summary>The command that asks for them.</summary>
    public static NpgsqlBatchCommand Ask(uint database, uint[] relations, uint[] sequences) =>
        FlushSession.Command(Sql, FlushSession.Id(database), FlushSession.Ids(relations), FlushSession.Ids(sequences));

    /// <summary>Reads the answer, the next row.</summary>
    public static DatabaseCounters Read(NpgsqlDataReader reader)
    {
        _ = reader.Read();
        long[] inserted = reader.GetFieldValue<long[]>(3);
        long[] updated = reader.GetFieldValue<long[]>(4);
        long[] deleted = reader.GetFieldValue<long[]>(5);
        return new(
            new RowCounts(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2)),
            [.. inserted.Select((count, i) => new RowCounts(count, updated[i], deleted[i]))],
            reader.GetInt64(6),
            reader.GetFieldValue<long[]>(7),
            reader.GetString(8),
            reader.GetBoolean(9));
    }
}
