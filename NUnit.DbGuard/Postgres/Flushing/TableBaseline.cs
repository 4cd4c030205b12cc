namespace NUnit.DbGuard.Postgres.Flushing;

/// <summary>A table as tests start from it.</summary>
/// <remarks>
/// A row is known by its place (<c>ctid</c>), which a table without a key has too and which changes only when the row is written again. The places in a copy of
/// a database are those of the original until then.
/// </remarks>
/// <param name="id">The server's number for it.</param>
/// <param name="name">Its name, quoted as SQL needs it.</param>
/// <param name="size">How many bytes its rows take; 0: it has none.</param>
/// <param name="obstacle">Why rows cannot be written to it as they were; <see langword="null"/>: they can.</param>
internal sealed class TableBaseline(uint id, string name, long size, string? obstacle)
{
    public uint Id { get; } = id;

    public string Name { get; } = name;

    public long Size { get; } = size;

    public string? Obstacle { get; } = obstacle;

    public bool HasRows => Size > 0;

    /// <summary>What deletes the rows that have come: of transactions from the one on that is given.</summary>
    /// <remarks>Of those that were there, each is still as it was or has been deleted: what was changed is a new row by the server's count of transactions.</remarks>
    public string Delete => HasRows ? $"DELETE FROM ONLY {Name} AS t WHERE {Horizon.IsNew("t", "$1")}" : $"DELETE FROM ONLY {Name}";

    /// <summary>What asks for the places of the rows that are still there.</summary>
    public string AskForRemaining => $"SELECT t.ctid::text FROM ONLY {Name} AS t WHERE NOT {Horizon.IsNew("t", "$1")}";

    /// <summary>What asks for the places and the rows.</summary>
    public string AskForRows => $"SELECT t.ctid::text, (t.*)::text FROM ONLY {Name} AS t";

    /// <summary>What asks for the columns that rows are written with: all but the generated ones.</summary>
    public const string AskForColumns = """
        SELECT pg_catalog.quote_ident(attname) FROM pg_catalog.pg_attribute
        WHERE attrelid = $1 AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum
        """;

    /// <summary>The rows by their places; <see langword="null"/>: none has ever been missing.</summary>
    public Dictionary<string, string>? Rows { get; private set; }

    /// <summary>What writes rows, and answers with place and transaction of each.</summary>
    public string? Insert { get; private set; }

    /// <summary>Learns the rows, from where they are as they were.</summary>
    public void Learn(IReadOnlyList<string> columns, Dictionary<string, string> rows)
    {
        Rows = rows;
        Insert = $"""
            INSERT INTO {Name} ({string.Join(", ", columns)}) OVERRIDING SYSTEM VALUE
            SELECT {string.Join(", ", columns.Select(static column => $"(s.r).{column}"))} FROM (SELECT pg_catalog.unnest($1)::{Name} AS r) AS s
            RETURNING ctid::text, xmin::text
            """;
    }

    /// <summary>Notes that rows have been written again. One may have come where another was, so all leave before any comes.</summary>
    /// <param name="from">Where they were.</param>
    /// <param name="to">Where they are, in the same order.</param>
    public void Move(string[] from, string[] to)
    {
        string[] rows = [.. from.Select(place => Rows![place])];
        Array.ForEach(from, place => _ = Rows!.Remove(place));
        for (int i = 0; i < to.Length; i++)
        {
            Rows!.Add(to[i], rows[i]);
        }
    }
}
