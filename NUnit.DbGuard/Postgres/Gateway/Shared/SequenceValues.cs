using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Shared;

/// <summary>What the sequences of a baseline are at. No rollback reaches them: whoever wants them back sets them back.</summary>
internal static class SequenceValues
{
    private const string Sql = """
        SELECT 'SELECT pg_catalog.count(pg_catalog.setval(s, v, c)) FROM (VALUES ' || pg_catalog.string_agg(
            pg_catalog.format('(%L::pg_catalog.regclass, %s::pg_catalog.int8, %L::pg_catalog.bool)',
                pg_catalog.quote_ident(schemaname) || '.' || pg_catalog.quote_ident(sequencename), coalesce(last_value, start_value), last_value IS NOT NULL), ', ')
            || ') AS t (s, v, c)'
        FROM pg_catalog.pg_sequences
        """;

    /// <summary>The statement that sets them back; <see langword="null"/>: there are none.</summary>
    public static string? Read(SharedSession session)
    {
        Reader reader = new();
        session.Read(Sql, reader);
        return reader.Found;
    }

    private sealed class Reader : RowReader
    {
        public string? Found { get; private set; }

        protected override void OnRow(FieldValue[] values)
        {
            FieldValue value = values[0];
            Found = value.IsNull ? null : value.Bytes.ToString();
        }
    }
}
