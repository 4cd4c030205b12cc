namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>Who sends a message: one type byte means different things in the two directions.</summary>
internal enum MessageOrigin
{
    /// <summary>The client; "F" in the specification.</summary>
    Frontend,

    /// <summary>The server; "B" in the specification.</summary>
    Backend,
}
