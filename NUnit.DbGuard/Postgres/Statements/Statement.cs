namespace NUnit.DbGuard.Postgres.Statements;

/// <summary>One statement of a SQL text: what it is, and where it and its parts stand.</summary>
/// <param name="Kind">What it is. The kinds say which of the other properties they fill.</param>
internal readonly record struct Statement(StatementKind Kind)
{
    /// <summary>All of the text that is this statement's: the blanks before it and its semicolon too. The extents of all statements are the whole text.</summary>
    public TextSpan Extent { get; init; }

    /// <summary>From its first token to its last, without the semicolon.</summary>
    public TextSpan Text { get; init; }

    /// <summary>The name it is about, quotes included; for <see cref="SqlIdentifier"/>, <see cref="SettingName"/> or <see cref="SqlLiteral"/>.</summary>
    public TextSpan Name { get; init; }

    /// <summary>What follows the name, or the keywords if it has none.</summary>
    public TextSpan Argument { get; init; }

    /// <summary>What it asks of a transaction.</summary>
    public TransactionModes Modes { get; init; }

    /// <summary>Whether it says <c>AND CHAIN</c>.</summary>
    public bool IsChained { get; init; }

    /// <summary>Whether a setting is to last for the transaction only.</summary>
    public bool IsLocal { get; init; }

    /// <summary>Whether a cursor is declared <c>WITH HOLD</c>.</summary>
    public bool IsHoldable { get; init; }

    /// <summary>Whether a semicolon ends it.</summary>
    public bool IsTerminated { get; init; }

    /// <summary>
    /// Whether it cannot be SQL: a comment, string, quoted identifier or parenthesis does not end. The server refuses the whole text
    /// then, before it runs any of its statements.
    /// </summary>
    public bool IsBroken { get; init; }
}
