namespace NUnit.DbGuard.Postgres.Statements;

/// <summary>Cuts a SQL text into its statements, and says of each what it is.</summary>
/// <remarks>It allocates nothing, never fails and takes time in proportion to the text: every statement of every client goes through it.</remarks>
internal ref struct StatementReader
{
    private readonly ReadOnlySpan<byte> _sql;
    private readonly bool _standardConformingStrings;
    private int _position;

    /// <param name="sql">The text, without the zero byte of the protocol.</param>
    /// <param name="standardConformingStrings">The client's setting of that name.</param>
    public StatementReader(ReadOnlySpan<byte> sql, bool standardConformingStrings = true)
    {
        _sql = sql;
        _standardConformingStrings = standardConformingStrings;
    }

    /// <summary>Reads a text that must be of one statement, as that of Parse.</summary>
    /// <returns>The statement; of a text of several, which the server refuses, and of one without any, nothing that is known.</returns>
    public static Statement ReadOne(ReadOnlySpan<byte> sql, bool standardConformingStrings)
    {
        StatementReader reader = new(sql, standardConformingStrings);
        Statement found = default;
        bool isFound = false;
        while (reader.TryRead(out Statement statement))
        {
            if (statement.Kind == StatementKind.Empty)
            {
                continue;
            }

            if (isFound)
            {
                return default;
            }

            found = statement;
            isFound = true;
        }

        return found;
    }

    /// <summary>Takes the next statement. Empty ones are statements here; the server skips them.</summary>
    public bool TryRead(out Statement statement)
    {
        statement = default;
        if (_position == _sql.Length)
        {
            return false;
        }

        int start = _position;
        SqlLexer lexer = new(_sql, start, _standardConformingStrings);
        RoutineBody body = default;
        TextSpan text = new(start, 0);
        int depth = 0;
        bool isBroken = false;
        SqlToken token;
        while ((token = lexer.Next()).Kind != SqlTokenKind.End)
        {
            if (token.Kind == SqlTokenKind.Semicolon && depth == 0 && !body.IsOpen)
            {
                break;
            }

            depth += token.Kind switch
            {
                SqlTokenKind.LeftParenthesis => 1,
                SqlTokenKind.RightParenthesis when depth > 0 => -1,
                _ => 0,
            };
            body.Add(token, _sql);
            isBroken |= token.Kind is SqlTokenKind.Unterminated or SqlTokenKind.Unknown;
            text = TextSpan.Between(text.IsEmpty ? token.Span.Start : text.Start, token.Span.End);
        }

        bool isTerminated = token.Kind == SqlTokenKind.Semicolon;
        _position = isTerminated ? token.Span.End : _sql.Length;
        statement = (text.IsEmpty ? new Statement(StatementKind.Empty) : Classify(text)) with
        {
            Extent = TextSpan.Between(start, _position),
            Text = text,
            IsTerminated = isTerminated,
            IsBroken = isBroken || depth > 0 || body.IsOpen,
        };
        return true;
    }

    private readonly Statement Classify(TextSpan text)
    {
        TokenCursor cursor = new(_sql, text, _standardConformingStrings);
        return StatementClassifier.Classify(ref cursor);
    }
}
