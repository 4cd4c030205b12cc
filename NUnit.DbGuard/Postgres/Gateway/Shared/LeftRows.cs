using System.Globalization;
using NUnit.DbGuard.Commands;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Shared;

/// <summary>What is changed in the shared session's transaction, before it is rolled back.</summary>
/// <remarks>
/// The server's counts for the transaction tell which tables may be concerned (they may still have earlier ones' in them); of rows that are there, their
/// <c>xmin</c> says who has written them. What was deleted is not told.
/// </remarks>
internal static class LeftRows
{
    private const int MostCounted = 100;

    // Tables are read as a whole.
    private static readonly string s_askForTables = string.Create(CultureInfo.InvariantCulture, $"""
        SELECT pg_catalog.format('%I.%I', schemaname, counted.relname),
            (SELECT pg_catalog.string_agg(attname::pg_catalog.text, ' ') FROM pg_catalog.pg_attribute WHERE attrelid = relid AND attnum > 0 AND NOT attisdropped)
        FROM pg_catalog.pg_stat_xact_user_tables AS counted JOIN pg_catalog.pg_class AS tables ON tables.oid = relid
        WHERE n_tup_ins + n_tup_upd > 0 AND reltuples < 100000 ORDER BY 1 LIMIT {LeftChanges.MostTables}
        """);

    public static IReadOnlyList<LeftChanges> Read(SharedSession session)
    {
        Reader tables = new();
        session.Read(s_askForTables, tables);
        return [.. tables.Rows.Select(table => Of(session, table[0], table[1])).OfType<LeftChanges>()];
    }

    private static LeftChanges? Of(SharedSession session, string table, string columns)
    {
        Reader rows = new();
        session.Read(
            string.Create(CultureInfo.InvariantCulture, $"SELECT pg_catalog.left(its_row::pg_catalog.text, {LeftChanges.LongestRow}) FROM ONLY {table} AS its_row WHERE pg_catalog.age(its_row.xmin) <= 0 LIMIT {MostCounted + 1}"),
            rows);
        if (rows.Rows.Count == 0)
        {
            return null;
        }

        string what = rows.Rows.Count > MostCounted ? $"more than {MostCounted} new or changed" : $"{rows.Rows.Count} new or changed";
        return SecretWords.AreIn(columns)
            ? new(table, $"{what} (rows hidden)", [])
            : new(table, what, [.. rows.Rows.Take(LeftChanges.MostRows).Select(static row => $"now {row[0]}")]);
    }

    private sealed class Reader : RowReader
    {
        public List<string[]> Rows { get; } = [];

        protected override void OnRow(FieldValue[] values) => Rows.Add([.. values.Select(static value => value.IsNull ? string.Empty : value.Bytes.ToString())]);
    }
}
