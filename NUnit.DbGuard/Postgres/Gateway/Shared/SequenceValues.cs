using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Shared;

/// <summary>What the sequences of a baseline are at. No rollback reaches them: whoever wants them back sets them back.</summary>
/// <remarks>
/// Read from the sequences themselves: the view <c>pg_sequences</c> has no value for one that has not given any out, although <c>setval(…, false)</c> or
/// <c>RESTART WITH</c> may have said where it begins. Those that the user may not set are left alone.
/// </remarks>
internal static class SequenceValues
{
    // Makes what reads them.
    private const string AskForReading = """
        SELECT pg_catalog.string_agg(pg_catalog.format('SELECT %L AS s, last_value AS v, is_called AS c FROM %s', name, name), ' UNION ALL ')
        FROM (SELECT schemaname, pg_catalog.format('%I.%I', schemaname, sequencename) AS name FROM pg_catalog.pg_sequences) AS sequences
        WHERE CASE WHEN pg_catalog.has_schema_privilege(schemaname::pg_catalog.text, 'USAGE')
            THEN pg_catalog.has_sequence_privilege(name, 'SELECT') AND pg_catalog.has_sequence_privilege(name, 'UPDATE') END
        """;

    // Makes what sets them.
    private const string AskForSetting = """
        SELECT 'SELECT pg_catalog.count(pg_catalog.setval(s, v, c)) FROM (VALUES ' || pg_catalog.string_agg(
            pg_catalog.format('(%L::pg_catalog.regclass, %s::pg_catalog.int8, %L::pg_catalog.bool)', s, v, c), ', ') || ') AS t (s, v, c)'
        FROM ({0}) AS sequences
        """;

    /// <summary>The statement that sets them back; <see langword="null"/>: there are none.</summary>
    public static string? Read(SharedSession session) =>
        ReadText(session, AskForReading) is { } reading ? ReadText(session, AskForSetting.Replace("{0}", reading, StringComparison.Ordinal)) : null;

    private static string? ReadText(SharedSession session, string sql)
    {
        Reader reader = new();
        session.Read(sql, reader);
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
