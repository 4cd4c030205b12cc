using System.Globalization;
using System.Text;
using NUnit.DbGuard.Commands;
using SQLitePCL;

namespace NUnit.DbGuard.Sqlite;

/// <summary>The values that a statement's parameters had when it was run.</summary>
/// <remarks>Microsoft.Data.Sqlite binds all of a statement's parameters and runs it at once on the same thread, and SQLite has nothing that would tell a bound value.</remarks>
internal sealed class SqliteBoundValues : IStatementValues
{
    /// <summary>How much of a text is looked at: enough for what is shown of it.</summary>
    public const int MostBytes = 4 * ShownValue.Longest;

    private const int MostValues = 30;

    [ThreadStatic]
    private static nint t_statement;

    [ThreadStatic]
    private static List<(int Index, string Value)>? t_values;

    private readonly IReadOnlyList<string> _shown;

    private SqliteBoundValues(IReadOnlyList<string> shown) => _shown = shown;

    public static void Note(sqlite3_stmt statement, int index, long value) => Add(statement, index, value.ToString(CultureInfo.InvariantCulture));

    public static void Note(sqlite3_stmt statement, int index, double value) => Add(statement, index, value.ToString(CultureInfo.InvariantCulture));

    public static void NoteNull(sqlite3_stmt statement, int index) => Add(statement, index, "NULL");

    public static void NoteText(sqlite3_stmt statement, int index, ReadOnlySpan<byte> text)
    {
        Add(statement, index, ShownValue.Quoted(Encoding.UTF8.GetString(text.Length > MostBytes ? text[..MostBytes] : text), text.Length));
    }

    public static void NoteBytes(sqlite3_stmt statement, int index, ReadOnlySpan<byte> bytes) => Add(statement, index, ShownValue.Bytes(bytes, bytes.Length));

    public static void NoteZeros(sqlite3_stmt statement, int index, int size) => Add(statement, index, string.Create(CultureInfo.InvariantCulture, $"zeroblob({size})"));

    /// <summary>Forgets what was bound to a statement that has gone, and whose place another one has now.</summary>
    public static void Forget(nint statement)
    {
        if (t_statement == statement)
        {
            t_values?.Clear();
        }
    }

    /// <summary>The values that this thread has bound to a statement just now.</summary>
    public static SqliteBoundValues? Of(sqlite3_stmt statement, ISQLite3Provider provider)
    {
        if (t_values is not { Count: > 0 } values || t_statement != statement.DangerousGetHandle())
        {
            return null;
        }

        string[] shown = new string[values.Count];
        for (int i = 0; i < shown.Length; i++)
        {
            (int index, string value) = values[i];
            string? name = provider.sqlite3_bind_parameter_name(statement, index).utf8_to_string();
            shown[i] = $"{(string.IsNullOrEmpty(name) ? string.Create(CultureInfo.InvariantCulture, $"?{index}") : name)} = {value}";
        }

        values.Clear();
        return new SqliteBoundValues(shown);
    }

    public IEnumerable<string> Shown() => _shown;

    private static void Add(sqlite3_stmt statement, int index, string value)
    {
        nint handle = statement.DangerousGetHandle();
        List<(int Index, string Value)> values = t_values ??= [];
        if (t_statement != handle)
        {
            t_statement = handle;
            values.Clear();
        }

        for (int i = 0; i < values.Count; i++)
        {
            if (values[i].Index == index)
            {
                values[i] = (index, value);
                return;
            }
        }

        if (values.Count < MostValues)
        {
            values.Add((index, value));
        }
    }
}
