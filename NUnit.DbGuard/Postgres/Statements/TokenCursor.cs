using System.Text;

namespace NUnit.DbGuard.Postgres.Statements;

/// <summary>Steps through the tokens of one statement. A copy remembers a place to come back to.</summary>
internal ref struct TokenCursor
{
    private readonly ReadOnlySpan<byte> _sql;
    private readonly int _end;
    private SqlLexer _lexer;

    /// <param name="sql">The text.</param>
    /// <param name="statement">Where the statement stands in it, without its semicolon.</param>
    /// <param name="standardConformingStrings">As in <see cref="SqlLexer"/>.</param>
    public TokenCursor(ReadOnlySpan<byte> sql, TextSpan statement, bool standardConformingStrings)
    {
        _sql = sql[..statement.End];
        _end = statement.End;
        _lexer = new(_sql, statement.Start, standardConformingStrings);
        Current = _lexer.Next();
    }

    /// <summary>The token that comes next.</summary>
    public SqlToken Current { get; private set; }

    public readonly bool IsAtEnd => Current.Kind == SqlTokenKind.End;

    /// <summary>Whether what comes next can name something: an identifier in quotes, or a word that is not reserved.</summary>
    public readonly bool IsAtName => Current.Kind == SqlTokenKind.QuotedWord
        || (Current.Kind == SqlTokenKind.Word && !ReservedWords.Contains(Current.Span.Of(_sql)));

    /// <summary>From the next token to the statement's end.</summary>
    public readonly TextSpan Rest => TextSpan.Between(Current.Span.Start, _end);

    public void Advance() => Current = _lexer.Next();

    public readonly bool IsAt(ReadOnlySpan<byte> keyword) =>
        Current.Kind == SqlTokenKind.Word && Ascii.EqualsIgnoreCase(Current.Span.Of(_sql), keyword);

    public readonly bool IsAtOperator(ReadOnlySpan<byte> text) => Current.Kind == SqlTokenKind.Operator && Current.Span.Of(_sql).SequenceEqual(text);

    public bool TryTake(ReadOnlySpan<byte> keyword)
    {
        bool isAt = IsAt(keyword);
        if (isAt)
        {
            Advance();
        }

        return isAt;
    }

    /// <summary>Takes two keywords or none.</summary>
    public bool TryTake(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        TokenCursor ahead = this;
        if (!ahead.TryTake(first) || !ahead.TryTake(second))
        {
            return false;
        }

        this = ahead;
        return true;
    }

    public bool TryTake(SqlTokenKind kind, out TextSpan span)
    {
        bool isAt = Current.Kind == kind;
        span = isAt ? Current.Span : default;
        if (isAt)
        {
            Advance();
        }

        return isAt;
    }

    public bool TryTake(SqlTokenKind kind) => TryTake(kind, out _);

    public bool TryTakeName(out TextSpan name)
    {
        bool isAt = IsAtName;
        name = isAt ? Current.Span : default;
        if (isAt)
        {
            Advance();
        }

        return isAt;
    }

    /// <summary>Takes a name of parts with dots between them.</summary>
    public bool TryTakeQualifiedName(out TextSpan name)
    {
        if (!TryTakeName(out name))
        {
            return false;
        }

        while (TryTake(SqlTokenKind.Dot))
        {
            // After a dot no word is reserved.
            if (Current.Kind is not (SqlTokenKind.Word or SqlTokenKind.QuotedWord))
            {
                return false;
            }

            name = TextSpan.Between(name.Start, Current.Span.End);
            Advance();
        }

        return true;
    }

    /// <summary>Steps over a pair of parentheses and all between them, if that is what comes next. False if the statement ends inside.</summary>
    public bool TrySkipParentheses()
    {
        if (Current.Kind != SqlTokenKind.LeftParenthesis)
        {
            return true;
        }

        int depth = 0;
        while (!IsAtEnd)
        {
            depth += Current.Kind switch
            {
                SqlTokenKind.LeftParenthesis => 1,
                SqlTokenKind.RightParenthesis => -1,
                _ => 0,
            };
            Advance();
            if (depth == 0)
            {
                return true;
            }
        }

        return false;
    }
}
