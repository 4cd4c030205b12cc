using System.Text;

namespace NUnit.DbGuard.Sqlite;

/// <summary>A PRAGMA, as far as the guard must know.</summary>
/// <param name="Name">The name in lower case, without its schema.</param>
/// <param name="Argument">What stands after <c>=</c> or in brackets, in lower case and without quotes; <see langword="null"/>: it only asks.</param>
internal readonly record struct SqlitePragma(string Name, string? Argument)
{
    private static readonly HashSet<string> s_asksWithArgument = new(StringComparer.Ordinal)
    {
        "table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo", "foreign_key_list", "foreign_key_check", "integrity_check",
        "quick_check", "database_list", "function_list", "collation_list", "compile_options", "data_version",
    };

    /// <summary>Whether it changes something of the connection that the next user of the handle must not find.</summary>
    public bool ChangesConnection => Argument is not null && !s_asksWithArgument.Contains(Name);

    /// <summary>Whether it may turn foreign keys off: SQLite takes any value that it does not know for no.</summary>
    public bool TurnsForeignKeysOff => Name == "foreign_keys" && Argument is not (null or "1" or "on" or "yes" or "true");

    /// <summary>Whether it changes the schema, or its version, so that open connections do not notice.</summary>
    public bool ChangesSchemaUnseen => Argument is not null && (Name is "schema_version" or "writable_schema");

    /// <summary>Whether it takes the file out of the state that lets a copy be rewound: its journal mode or its locking.</summary>
    public bool LeavesWriteAheadLog => (Name == "journal_mode" && Argument is not null and not "wal") || (Name == "locking_mode" && Argument is "exclusive");

    public static SqlitePragma Read(ReadOnlySpan<byte> body)
    {
        ReadOnlySpan<byte> rest = SqliteStatement.SkipBlank(body);
        ReadOnlySpan<byte> name = Token(ref rest);
        if (!rest.IsEmpty && rest[0] == (byte)'.')
        {
            rest = SqliteStatement.SkipBlank(rest[1..]);
            name = Token(ref rest);
        }

        string? argument = null;
        if (!rest.IsEmpty && rest[0] is (byte)'=' or (byte)'(')
        {
            rest = SqliteStatement.SkipBlank(rest[1..]);
            if (!rest.IsEmpty && rest[0] == (byte)'+')
            {
                rest = SqliteStatement.SkipBlank(rest[1..]);
            }

            argument = rest.IsEmpty ? string.Empty : Text(Token(ref rest));
        }

        return new SqlitePragma(Text(name), argument);
    }

    private static ReadOnlySpan<byte> Token(ref ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty)
        {
            return default;
        }

        ReadOnlySpan<byte> token = rest[..SqliteStatement.TokenLength(rest)];
        rest = SqliteStatement.SkipBlank(rest[token.Length..]);
        return token;
    }

#pragma warning disable CA1308 // SQLite documents its pragmas in lower case.
    private static string Text(ReadOnlySpan<byte> token) => Encoding.UTF8.GetString(token).Trim('\'', '"', '`', '[', ']').ToLowerInvariant();
#pragma warning restore CA1308
}
