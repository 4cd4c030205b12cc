namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>What the packets that start a connection have in common: no type, and a code or version at the body's start.</summary>
internal static class StartupPacket
{
    /// <summary>The code, for a switch over <see cref="SSLRequest.Code"/> and its like; else the version of a <see cref="StartupMessage"/>.</summary>
    /// <exception cref="ProtocolViolationException">The body has none.</exception>
    public static int CodeOf(ReadOnlyMemory<byte> body) => new BodyReader(body, "the start-up packet").ReadInt32();
}
