namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>What the authentication messages of the server have in common: one type, and a code in the body.</summary>
internal static class AuthenticationRequest
{
    /// <summary>The code, for a switch over <see cref="AuthenticationOk.Code"/> and its like.</summary>
    /// <exception cref="ProtocolViolationException">The body has none.</exception>
    public static int CodeOf(ReadOnlyMemory<byte> body) => new BodyReader(body, "Authentication").ReadInt32();
}
