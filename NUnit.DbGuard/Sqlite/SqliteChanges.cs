using System.Globalization;
using Microsoft.Data.Sqlite;
using NUnit.DbGuard.Commands;

namespace NUnit.DbGuard.Sqlite;

/// <summary>What a test has committed in its copy, against the baseline.</summary>
/// <remarks>Both are read by a connection of the guard's own, which has the baseline open as a file that nobody changes, so that nothing is made beside it.</remarks>
internal static class SqliteChanges
{
    // All tables are read as a whole.
    private const long Largest = 32 * 1024 * 1024;

    /// <param name="baseline">The baseline's file.</param>
    /// <param name="copy">The copy's file, which another connection has open.</param>
    public static IReadOnlyList<LeftChanges> Of(string baseline, string copy)
    {
        if (new FileInfo(baseline).Length > Largest)
        {
            return [];
        }

        try
        {
            using SqliteControl control = SqliteControl.OpenImmutable(baseline);
            control.Run($"ATTACH {Literal(copy)} AS now");
            return [.. control.Rows("SELECT name FROM now.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND sql NOT LIKE 'CREATE VIRTUAL %' ORDER BY name")
                .Select(table => Of(control, table!)).OfType<LeftChanges>().Take(LeftChanges.MostTables)];
        }
        catch (SqliteException)
        {
            // It is for looking only: the test's own result says what counts.
            return [];
        }
    }

    private static LeftChanges? Of(SqliteControl control, string table)
    {
        string[] columns = Columns(control, "now", table);
        if (Columns(control, "main", table) is var before && !before.SequenceEqual(columns, StringComparer.Ordinal))
        {
            return new(table, before.Length == 0 ? "is new" : "has other columns", []);
        }

        long added = Count(control, "now", "main", table);
        long removed = Count(control, "main", "now", table);
        if (added + removed == 0)
        {
            return null;
        }

        string what = string.Create(CultureInfo.InvariantCulture, $"{added} new or changed, {removed} as they were before or gone");
        return Array.Exists(columns, SecretWords.AreIn)
            ? new(table, $"{what} (rows hidden)", [])
            : new(table, what, [.. Rows(control, "main", "now", table, columns).Select(static row => $"was {row}"), .. Rows(control, "now", "main", table, columns).Select(static row => $"now {row}")]);
    }

    private static string[] Columns(SqliteControl control, string schema, string table) => [.. control.Rows($"SELECT name FROM pragma_table_info({Literal(table)}, {Literal(schema)})")!];

    private static long Count(SqliteControl control, string schema, string other, string table) => control.Number($"SELECT count(*) FROM ({Difference(schema, other, table)})");

    private static IReadOnlyList<string?> Rows(SqliteControl control, string schema, string other, string table, string[] columns) => control.Rows(string.Create(
        CultureInfo.InvariantCulture,
        $"SELECT substr('(' || {string.Join(" || ', ' || ", columns.Select(static column => $"substr(quote({Name(column)}), 1, 64)"))} || ')', 1, {LeftChanges.LongestRow}) FROM ({Difference(schema, other, table)}) LIMIT {LeftChanges.MostRows}"));

    private static string Difference(string schema, string other, string table) => $"SELECT * FROM {schema}.{Name(table)} EXCEPT SELECT * FROM {other}.{Name(table)}";

    private static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
