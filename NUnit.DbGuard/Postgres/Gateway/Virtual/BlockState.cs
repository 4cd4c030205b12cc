namespace NUnit.DbGuard.Postgres.Gateway.Virtual;

/// <summary>Where a client stands, in its own eyes.</summary>
internal enum BlockState
{
    /// <summary>Outside of a transaction block.</summary>
    None,

    /// <summary>In one.</summary>
    Open,

    /// <summary>In one that has failed: everything is refused until it is rolled back.</summary>
    Failed,
}
