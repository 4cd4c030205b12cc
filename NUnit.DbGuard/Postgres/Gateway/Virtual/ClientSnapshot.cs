namespace NUnit.DbGuard.Postgres.Gateway.Virtual;

/// <summary>What a client gets back when it rolls back to where this was taken.</summary>
/// <param name="Settings">Its settings.</param>
/// <param name="Effects">How many effects waited for COMMIT.</param>
/// <param name="HasWritten">Whether the transaction had written anything.</param>
/// <param name="IsReadOnly">Whether it was read-only.</param>
/// <param name="LastPortal">The portal or cursor that it had made last.</param>
internal sealed record ClientSnapshot(ClientSettings Settings, int Effects, bool HasWritten, bool IsReadOnly, int LastPortal);
