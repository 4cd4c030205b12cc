namespace NUnit.DbGuard.Postgres.Statements;

/// <summary>A token and where it stands.</summary>
internal readonly record struct SqlToken(SqlTokenKind Kind, TextSpan Span);
