namespace NUnit.DbGuard.Postgres.Gateway.Groups;

/// <summary>What an advisory lock's function does.</summary>
internal enum AdvisoryCallKind
{
    /// <summary>Waits for the lock.</summary>
    Take,

    /// <summary>Takes it, or says that it could not.</summary>
    TryTake,

    /// <summary>Gives it back.</summary>
    Release,
}
