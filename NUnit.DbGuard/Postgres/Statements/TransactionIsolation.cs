namespace NUnit.DbGuard.Postgres.Statements;

/// <summary>The isolation level that a statement asks for.</summary>
internal enum TransactionIsolation
{
    /// <summary>None is named: the session's default holds.</summary>
    Unspecified,

    ReadUncommitted,
    ReadCommitted,
    RepeatableRead,
    Serializable,
}
