namespace NUnit.DbGuard.Postgres.Gateway.Groups;

/// <summary>What a command has changed, as far as its tag tells.</summary>
internal enum CommandEffect
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Rows.</summary>
    Rows,

    /// <summary>The schema, maybe.</summary>
    Schema,
}
