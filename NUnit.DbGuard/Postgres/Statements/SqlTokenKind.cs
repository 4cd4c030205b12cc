namespace NUnit.DbGuard.Postgres.Statements;

/// <summary>What a token of a SQL text is. Keywords are words: which ones matter is the reader's to know.</summary>
internal enum SqlTokenKind
{
    /// <summary>There is no further token.</summary>
    End,

    /// <summary>An identifier or keyword without quotes.</summary>
    Word,

    /// <summary>An identifier in quotes, <c>U&amp;"…"</c> included.</summary>
    QuotedWord,

    /// <summary>A string of any form, <c>E''</c>, <c>U&amp;''</c>, <c>B''</c>, <c>X''</c>, <c>N''</c> and dollar quotes, with the parts it continues in on further lines.</summary>
    String,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A positional parameter, <c>$1</c>.</summary>
    Parameter,

    /// <summary>A run of operator characters.</summary>
    Operator,

    /// <summary><c>::</c>.</summary>
    Cast,

    Comma,
    Dot,
    Semicolon,
    LeftParenthesis,
    RightParenthesis,

    /// <summary>Brackets, colons, <c>:=</c>.</summary>
    Punctuation,

    /// <summary>A comment, string or quoted identifier that the text ends in.</summary>
    Unterminated,

    /// <summary>A byte that begins nothing: a syntax error.</summary>
    Unknown,
}
