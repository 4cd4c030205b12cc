using System.Buffers;

namespace NUnit.DbGuard.Postgres.Statements;

/// <summary>Cuts a SQL text into tokens as the server's own scanner does (<c>parser/scan.l</c>); comments and blanks fall between them.</summary>
/// <remarks>
/// It works on bytes and allocates nothing. The text's encoding is UTF-8, or any other in which no byte of a longer character is ASCII:
/// every encoding of a server, and all of a client's but SJIS, BIG5, GBK, GB18030, JOHAB and UHC.
/// It never fails: what is no SQL becomes a token of kind <see cref="SqlTokenKind.Unknown"/> or <see cref="SqlTokenKind.Unterminated"/>.
/// </remarks>
internal ref struct SqlLexer
{
    private static readonly SearchValues<byte> _operators = SearchValues.Create("~!@#^&|`?+-*/%<>="u8);
    private static readonly SearchValues<byte> _signMayFollow = SearchValues.Create("~!@#^&|`?%"u8);

    private readonly ReadOnlySpan<byte> _sql;
    private readonly bool _backslashEscapes;
    private int _position;

    /// <param name="sql">The text.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="standardConformingStrings">The setting of that name: whether a backslash in <c>''</c> is an ordinary character.</param>
    public SqlLexer(ReadOnlySpan<byte> sql, int start = 0, bool standardConformingStrings = true)
    {
        _sql = sql;
        _position = start;
        _backslashEscapes = !standardConformingStrings;
    }

    public SqlToken Next()
    {
        if (!SkipBlank(out int unterminated))
        {
            return new(SqlTokenKind.Unterminated, TextSpan.Between(unterminated, _sql.Length));
        }

        int start = _position;
        if (start == _sql.Length)
        {
            return new(SqlTokenKind.End, new(start, 0));
        }

        SqlTokenKind kind = Take();
        return new(kind, TextSpan.Between(start, _position));
    }

    private static bool IsSpace(byte value) => value is (byte)' ' or (>= (byte)'\t' and <= (byte)'\r');

    private static bool IsDigit(byte value) => value is >= (byte)'0' and <= (byte)'9';

    private static bool StartsWord(byte value) =>
        value is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z') or (byte)'_' or >= 0x80;

    private readonly byte At(int index) => index < _sql.Length ? _sql[index] : (byte)0;

    // Takes what begins at the position, which is neither blank nor the end.
    private SqlTokenKind Take()
    {
        byte first = _sql[_position];
        byte second = At(_position + 1);
        switch (first)
        {
            case (byte)'\'':
                return TakeString(1, _backslashEscapes);
            case (byte)'"':
                return TakeQuotedWord(1);
            case (byte)'e' or (byte)'E' when second == '\'':
                return TakeString(2, backslashEscapes: true);
            case (byte)'b' or (byte)'B' or (byte)'x' or (byte)'X' when second == '\'':
                return TakeString(2, backslashEscapes: false);
            case (byte)'n' or (byte)'N' when second == '\'':
                return TakeString(2, _backslashEscapes);
            case (byte)'u' or (byte)'U' when second == '&' && At(_position + 2) == '\'':
                return TakeString(3, backslashEscapes: false);
            case (byte)'u' or (byte)'U' when second == '&' && At(_position + 2) == '"':
                return TakeQuotedWord(3);
            case (byte)'$':
                return TakeDollar();
            case (byte)'.' when IsDigit(second):
                return TakeNumber();
            case (byte)':' when second == ':':
                _position += 2;
                return SqlTokenKind.Cast;
            case (byte)':' when second == '=':
                _position += 2;
                return SqlTokenKind.Punctuation;
        }

        if (StartsWord(first))
        {
            while (_position < _sql.Length && (StartsWord(_sql[_position]) || IsDigit(_sql[_position]) || _sql[_position] == '$'))
            {
                _position++;
            }

            return SqlTokenKind.Word;
        }

        if (IsDigit(first))
        {
            return TakeNumber();
        }

        if (_operators.Contains(first))
        {
            return TakeOperator();
        }

        _position++;
        return first switch
        {
            (byte)',' => SqlTokenKind.Comma,
            (byte)'.' => SqlTokenKind.Dot,
            (byte)';' => SqlTokenKind.Semicolon,
            (byte)'(' => SqlTokenKind.LeftParenthesis,
            (byte)')' => SqlTokenKind.RightParenthesis,
            (byte)'[' or (byte)']' or (byte)':' => SqlTokenKind.Punctuation,
            _ => SqlTokenKind.Unknown,
        };
    }

    // Blanks and comments. False when a comment does not end.
    private bool SkipBlank(out int unterminated)
    {
        unterminated = 0;
        while (_position < _sql.Length)
        {
            byte first = _sql[_position];
            if (IsSpace(first))
            {
                _position++;
            }
            else if (first == '-' && At(_position + 1) == '-')
            {
                SkipLine();
            }
            else if (first == '/' && At(_position + 1) == '*')
            {
                unterminated = _position;
                if (!SkipComment())
                {
                    return false;
                }
            }
            else
            {
                break;
            }
        }

        return true;
    }

    private void SkipLine()
    {
        int length = _sql[_position..].IndexOfAny((byte)'\n', (byte)'\r');
        _position = length < 0 ? _sql.Length : _position + length;
    }

    // Comments nest.
    private bool SkipComment()
    {
        int depth = 0;
        do
        {
            int length = _sql[_position..].IndexOfAny((byte)'*', (byte)'/');
            if (length < 0)
            {
                break;
            }

            _position += length;
            byte first = _sql[_position];
            byte second = At(_position + 1);
            if (first == '/' && second == '*')
            {
                depth++;
                _position += 2;
            }
            else if (first == '*' && second == '/')
            {
                depth--;
                _position += 2;
            }
            else
            {
                _position++;
            }
        }
        while (depth > 0);

        if (depth > 0)
        {
            _position = _sql.Length;
        }

        return depth == 0;
    }

    private SqlTokenKind TakeString(int prefix, bool backslashEscapes)
    {
        _position += prefix;
        while (SkipPastQuote(backslashEscapes))
        {
            if (!SkipToContinuation())
            {
                return SqlTokenKind.String;
            }
        }

        return SqlTokenKind.Unterminated;
    }

    // To behind the quote that ends the string; a doubled one does not.
    private bool SkipPastQuote(bool backslashEscapes)
    {
        while (true)
        {
            int length = backslashEscapes ? _sql[_position..].IndexOfAny((byte)'\'', (byte)'\\') : _sql[_position..].IndexOf((byte)'\'');
            if (length < 0)
            {
                _position = _sql.Length;
                return false;
            }

            _position += length;
            if (_sql[_position] == '\\')
            {
                _position = Math.Min(_position + 2, _sql.Length);
            }
            else if (At(_position + 1) == '\'')
            {
                _position += 2;
            }
            else
            {
                _position++;
                return true;
            }
        }
    }

    // A string goes on, in its own form, with a quote after blanks that have a line break among them.
    private bool SkipToContinuation()
    {
        int end = _position;
        bool hasLineBreak = false;
        while (_position < _sql.Length)
        {
            byte first = _sql[_position];
            if (first == '-' && At(_position + 1) == '-')
            {
                SkipLine();
            }
            else if (IsSpace(first))
            {
                hasLineBreak |= first is (byte)'\n' or (byte)'\r';
                _position++;
            }
            else if (first == '\'' && hasLineBreak)
            {
                _position++;
                return true;
            }
            else
            {
                break;
            }
        }

        _position = end;
        return false;
    }

    private SqlTokenKind TakeQuotedWord(int prefix)
    {
        _position += prefix;
        while (true)
        {
            int length = _sql[_position..].IndexOf((byte)'"');
            if (length < 0)
            {
                _position = _sql.Length;
                return SqlTokenKind.Unterminated;
            }

            _position += length + 1;
            if (At(_position) != '"')
            {
                return SqlTokenKind.QuotedWord;
            }

            _position++;
        }
    }

    // A parameter, or a string between two equal tags.
    private SqlTokenKind TakeDollar()
    {
        int end = _position + 1;
        if (IsDigit(At(end)))
        {
            _position = end;
            SkipDigits();
            return SqlTokenKind.Parameter;
        }

        while (end < _sql.Length && (StartsWord(_sql[end]) || IsDigit(_sql[end])))
        {
            end++;
        }

        if (At(end) != '$')
        {
            _position++;
            return SqlTokenKind.Unknown;
        }

        ReadOnlySpan<byte> tag = _sql[_position..(end + 1)];
        _position = end + 1;
        int length = _sql[_position..].IndexOf(tag);
        _position = length < 0 ? _sql.Length : _position + length + tag.Length;
        return length < 0 ? SqlTokenKind.Unterminated : SqlTokenKind.String;
    }

    private SqlTokenKind TakeNumber()
    {
        if (_sql[_position] == '0' && At(_position + 1) is (byte)'x' or (byte)'X' or (byte)'o' or (byte)'O' or (byte)'b' or (byte)'B')
        {
            int digits = _position + 2;
            while (digits < _sql.Length && (char.IsAsciiHexDigit((char)_sql[digits]) || _sql[digits] == '_'))
            {
                digits++;
            }

            if (digits > _position + 2)
            {
                _position = digits;
                return SqlTokenKind.Number;
            }
        }

        SkipDigits();

        // In 1..9 the points are the range's.
        if (At(_position) == '.' && At(_position + 1) != '.')
        {
            _position++;
            SkipDigits();
        }

        if (At(_position) is (byte)'e' or (byte)'E')
        {
            int digits = _position + (At(_position + 1) is (byte)'+' or (byte)'-' ? 2 : 1);
            if (IsDigit(At(digits)))
            {
                _position = digits;
                SkipDigits();
            }
        }

        return SqlTokenKind.Number;
    }

    private void SkipDigits()
    {
        while (IsDigit(At(_position)) || (At(_position) == '_' && IsDigit(At(_position + 1))))
        {
            _position++;
        }
    }

    // An operator ends where a comment begins, and in a sign only if it has a character that SQL's own operators have not: =-1 is = and -1.
    private SqlTokenKind TakeOperator()
    {
        int start = _position;
        do
        {
            _position++;
        }
        while (_position < _sql.Length
            && _operators.Contains(_sql[_position])
            && !(_sql[_position] == '-' && At(_position + 1) == '-')
            && !(_sql[_position] == '/' && At(_position + 1) == '*'));
        while (_position - start > 1
            && _sql[_position - 1] is (byte)'+' or (byte)'-'
            && !_sql[start..(_position - 1)].ContainsAny(_signMayFollow))
        {
            _position--;
        }

        return SqlTokenKind.Operator;
    }
}
