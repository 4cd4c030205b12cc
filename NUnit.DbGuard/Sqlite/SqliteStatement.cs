namespace NUnit.DbGuard.Sqlite;

/// <summary>What the first statement of a text is, as far as the guard must know.</summary>
internal enum SqliteStatementKind
{
    /// <summary>Anything that needs no attention.</summary>
    Other,

    /// <summary>Attaches another database file.</summary>
    Attach,

    /// <summary>Reads or sets something of the connection or the file.</summary>
    Pragma,

    /// <summary>Makes something in the connection's own temporary schema.</summary>
    CreateTemporary,
}

/// <summary>The head of a SQL statement, read by a small lexer: comments, quotes and nothing of the grammar beyond.</summary>
/// <remarks>It allocates only for the few statements that need attention, because it looks at every statement that is prepared.</remarks>
internal readonly ref struct SqliteStatement
{
    private SqliteStatement(SqliteStatementKind kind, ReadOnlySpan<byte> body)
    {
        Kind = kind;
        Body = body;
    }

    public SqliteStatementKind Kind { get; }

    /// <summary>What follows the keyword.</summary>
    public ReadOnlySpan<byte> Body { get; }

    /// <summary>Reads the head of the first statement in <paramref name="sql"/>.</summary>
    public static SqliteStatement Read(ReadOnlySpan<byte> sql)
    {
        ReadOnlySpan<byte> rest = SkipBlank(sql);
        while (!rest.IsEmpty && rest[0] == (byte)';')
        {
            rest = SkipBlank(rest[1..]);
        }

        ReadOnlySpan<byte> keyword = Word(rest);
        if (Is(keyword, "EXPLAIN"u8))
        {
            // Most pragmas take effect when they are compiled: explaining one runs it.
            rest = SkipBlank(rest[keyword.Length..]);
            keyword = Word(rest);
            if (Is(keyword, "QUERY"u8))
            {
                rest = SkipBlank(rest[keyword.Length..]);
                rest = SkipBlank(rest[Word(rest).Length..]);
                keyword = Word(rest);
            }
        }

        ReadOnlySpan<byte> body = rest[keyword.Length..];
        SqliteStatementKind kind =
            Is(keyword, "ATTACH"u8) ? SqliteStatementKind.Attach
            : Is(keyword, "PRAGMA"u8) ? SqliteStatementKind.Pragma
            : Is(keyword, "CREATE"u8) && Mentions(body, "TEMP"u8) ? SqliteStatementKind.CreateTemporary
            : SqliteStatementKind.Other;
        return new SqliteStatement(kind, body);
    }

    /// <summary>The text after the first statement that ends in a semicolon; empty when there is none.</summary>
    public static ReadOnlySpan<byte> AfterFirst(ReadOnlySpan<byte> sql)
    {
        ReadOnlySpan<byte> rest = SkipBlank(sql);
        while (!rest.IsEmpty)
        {
            if (rest[0] == (byte)';')
            {
                return rest[1..];
            }

            rest = SkipBlank(rest[TokenLength(rest)..]);
        }

        return default;
    }

    public static ReadOnlySpan<byte> SkipBlank(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            if (text[0] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f')
            {
                text = text[1..];
            }
            else if (text.StartsWith("--"u8))
            {
                int end = text.IndexOf((byte)'\n');
                text = end < 0 ? default : text[(end + 1)..];
            }
            else if (text.StartsWith("/*"u8))
            {
                int end = text[2..].IndexOf("*/"u8);
                text = end < 0 ? default : text[(end + 4)..];
            }
            else if (text.StartsWith("\uFEFF"u8))
            {
                text = text[3..];
            }
            else
            {
                break;
            }
        }

        return text;
    }

    /// <summary>The identifier at the start of <paramref name="text"/>; empty when there is none.</summary>
    public static ReadOnlySpan<byte> Word(ReadOnlySpan<byte> text)
    {
        int length = 0;
        while (length < text.Length && (text[length] is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z') or (byte)'_' or (>= (byte)'0' and <= (byte)'9')
            || text[length] >= 0x80))
        {
            length++;
        }

        return text[..length];
    }

    public static bool Is(ReadOnlySpan<byte> word, ReadOnlySpan<byte> keyword) => System.Text.Ascii.EqualsIgnoreCase(word, keyword);

    /// <summary>The length of the token at the start: a quoted text whole, a word whole, else one character.</summary>
    public static int TokenLength(ReadOnlySpan<byte> text)
    {
        byte quote = text[0] switch
        {
            (byte)'\'' or (byte)'"' or (byte)'`' => text[0],
            (byte)'[' => (byte)']',
            _ => 0,
        };
        if (quote == 0)
        {
            return Math.Max(1, Word(text).Length);
        }

        int end = 1;
        while (end < text.Length)
        {
            if (text[end] != quote)
            {
                end++;
            }
            else if (quote != (byte)']' && end + 1 < text.Length && text[end + 1] == quote)
            {
                end += 2;
            }
            else
            {
                return end + 1;
            }
        }

        return text.Length;
    }

    // Looks at the words before any bracket or body: CREATE [TEMP|TEMPORARY] TABLE … or CREATE TABLE temp.name.
    private static bool Mentions(ReadOnlySpan<byte> body, ReadOnlySpan<byte> start)
    {
        for (int words = 0; words < 8; words++)
        {
            body = SkipBlank(body);
            if (body.IsEmpty || body[0] == (byte)'(')
            {
                return false;
            }

            ReadOnlySpan<byte> word = body[0] is (byte)'"' or (byte)'\'' or (byte)'`' or (byte)'[' ? Word(body[1..]) : Word(body);
            if (word.Length >= start.Length && Is(word[..start.Length], start))
            {
                return true;
            }

            body = body[TokenLength(body)..];
        }

        return false;
    }
}
