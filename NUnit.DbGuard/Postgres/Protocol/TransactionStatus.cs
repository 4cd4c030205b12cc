namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>Where a session stands, as <see cref="ReadyForQuery"/> says it.</summary>
internal enum TransactionStatus
{
    /// <summary>Not in a transaction block.</summary>
    Idle = 'I',

    /// <summary>In a transaction block.</summary>
    InTransaction = 'T',

    /// <summary>In a failed transaction block: everything is refused until it is rolled back.</summary>
    Failed = 'E',
}
