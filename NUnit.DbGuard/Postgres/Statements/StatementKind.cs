namespace NUnit.DbGuard.Postgres.Statements;

/// <summary>What a statement does, as far as a gateway must know it.</summary>
internal enum StatementKind
{
    /// <summary>Anything else, and everything that is not understood to its end: the server has the last word on it.</summary>
    Other,

    /// <summary>Nothing but blanks and comments.</summary>
    Empty,

    /// <summary><c>BEGIN</c>; <see cref="Statement.Modes"/>.</summary>
    Begin,

    /// <summary><c>START TRANSACTION</c>: as <see cref="Begin"/>, with a tag of its own.</summary>
    StartTransaction,

    /// <summary><c>COMMIT</c>, <c>END</c>; <see cref="Statement.IsChained"/>.</summary>
    Commit,

    /// <summary><c>ROLLBACK</c>, <c>ABORT</c>; <see cref="Statement.IsChained"/>.</summary>
    Rollback,

    /// <summary><c>SAVEPOINT</c>; <see cref="Statement.Name"/>.</summary>
    Savepoint,

    /// <summary><c>RELEASE</c>; <see cref="Statement.Name"/>.</summary>
    Release,

    /// <summary><c>ROLLBACK TO</c>; <see cref="Statement.Name"/>.</summary>
    RollbackTo,

    /// <summary><c>PREPARE TRANSACTION</c>; <see cref="Statement.Name"/> is a string.</summary>
    PrepareTransaction,

    /// <summary><c>COMMIT PREPARED</c>; <see cref="Statement.Name"/> is a string.</summary>
    CommitPrepared,

    /// <summary><c>ROLLBACK PREPARED</c>; <see cref="Statement.Name"/> is a string.</summary>
    RollbackPrepared,

    /// <summary><c>SET TRANSACTION</c>; <see cref="Statement.Modes"/>.</summary>
    SetTransaction,

    /// <summary><c>SET TRANSACTION SNAPSHOT</c>; <see cref="Statement.Name"/> is a string.</summary>
    SetTransactionSnapshot,

    /// <summary><c>SET SESSION CHARACTERISTICS AS TRANSACTION</c>; <see cref="Statement.Modes"/>.</summary>
    SetSessionCharacteristics,

    /// <summary><c>SET CONSTRAINTS</c>; <see cref="Statement.Argument"/>.</summary>
    SetConstraints,

    /// <summary><c>SET</c>; <see cref="Statement.Name"/> for <see cref="SettingName"/>, <see cref="Statement.IsLocal"/>, <see cref="Statement.Argument"/>.</summary>
    Set,

    /// <summary><c>RESET</c>; <see cref="Statement.Name"/> for <see cref="SettingName"/>.</summary>
    Reset,

    /// <summary><c>RESET ALL</c>.</summary>
    ResetAll,

    /// <summary><c>SHOW</c>; <see cref="Statement.Name"/> for <see cref="SettingName"/>.</summary>
    Show,

    /// <summary><c>DISCARD ALL</c>.</summary>
    DiscardAll,

    /// <summary><c>DISCARD PLANS</c>, <c>SEQUENCES</c>, <c>TEMP</c>; <see cref="Statement.Name"/>.</summary>
    Discard,

    /// <summary><c>LISTEN</c>; <see cref="Statement.Name"/>.</summary>
    Listen,

    /// <summary><c>UNLISTEN</c>; <see cref="Statement.Name"/>.</summary>
    Unlisten,

    /// <summary><c>UNLISTEN *</c>.</summary>
    UnlistenAll,

    /// <summary><c>NOTIFY</c>; <see cref="Statement.Name"/>, and <see cref="Statement.Argument"/> is a string or empty.</summary>
    Notify,

    /// <summary><c>PREPARE</c>; <see cref="Statement.Name"/>.</summary>
    Prepare,

    /// <summary><c>EXECUTE</c>, also as <c>EXPLAIN … EXECUTE</c> and <c>CREATE TABLE … AS EXECUTE</c>; <see cref="Statement.Name"/>.</summary>
    Execute,

    /// <summary><c>DEALLOCATE</c>; <see cref="Statement.Name"/>.</summary>
    Deallocate,

    /// <summary><c>DEALLOCATE ALL</c>.</summary>
    DeallocateAll,

    /// <summary><c>DECLARE … CURSOR</c>; <see cref="Statement.Name"/>, <see cref="Statement.IsHoldable"/>.</summary>
    DeclareCursor,

    /// <summary><c>CLOSE</c>; <see cref="Statement.Name"/>.</summary>
    CloseCursor,

    /// <summary><c>CLOSE ALL</c>.</summary>
    CloseAllCursors,

    /// <summary><c>FETCH</c>; <see cref="Statement.Name"/>.</summary>
    Fetch,

    /// <summary><c>MOVE</c>; <see cref="Statement.Name"/>.</summary>
    Move,

    /// <summary><c>COPY … FROM STDIN</c>.</summary>
    CopyFromStdin,

    /// <summary><c>COPY … TO STDOUT</c>.</summary>
    CopyToStdout,

    /// <summary><c>COPY</c> from or to a file or program of the server.</summary>
    CopyOnServer,

    /// <summary><c>LOCK</c>.</summary>
    Lock,

    /// <summary><c>CALL</c>: a procedure, which may try to commit.</summary>
    Call,

    /// <summary><c>DO</c>: a block, which may try to commit.</summary>
    Do,

    /// <summary>
    /// What the server refuses in a transaction block (25001): <c>VACUUM</c>, <c>CREATE DATABASE</c>, <c>CREATE INDEX CONCURRENTLY</c> and their like.
    /// </summary>
    OutsideTransaction,
}
