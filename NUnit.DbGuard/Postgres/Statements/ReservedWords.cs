using System.Collections.Frozen;

namespace NUnit.DbGuard.Postgres.Statements;

/// <summary>The words that name something only in quotes. Source: <c>parser/kwlist.h</c> of the server, the categories RESERVED and TYPE_FUNC_NAME.</summary>
internal static class ReservedWords
{
    private const int LongestWord = 32;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _words = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "authorization", "binary", "both", "case", "cast",
        "check", "collate", "collation", "column", "concurrently", "constraint", "create", "cross", "current_catalog", "current_date",
        "current_role", "current_schema", "current_time", "current_timestamp", "current_user", "default", "deferrable", "desc", "distinct",
        "do", "else", "end", "except", "false", "fetch", "for", "foreign", "freeze", "from", "full", "grant", "group", "having", "ilike",
        "in", "initially", "inner", "intersect", "into", "is", "isnull", "join", "lateral", "leading", "left", "like", "limit", "localtime",
        "localtimestamp", "natural", "not", "notnull", "null", "offset", "on", "only", "or", "order", "outer", "overlaps", "placing",
        "primary", "references", "returning", "right", "select", "session_user", "similar", "some", "symmetric", "system_user", "table",
        "tablesample", "then", "to", "trailing", "true", "union", "unique", "user", "using", "variadic", "verbose", "when", "where",
        "window", "with").GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool Contains(ReadOnlySpan<byte> word)
    {
        Span<char> characters = stackalloc char[LongestWord];
        if (word.Length > LongestWord)
        {
            return false;
        }

        for (int index = 0; index < word.Length; index++)
        {
            characters[index] = (char)word[index];
        }

        return _words.Contains(characters[..word.Length]);
    }
}
