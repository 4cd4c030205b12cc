using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>Execute's row limit was reached; the portal may be executed further.</summary>
/// <remarks>Specification: "Message Formats", PortalSuspended (B).</remarks>
internal readonly record struct PortalSuspended : IMessage<PortalSuspended>
{
    public const byte Type = (byte)'s';

    public static PortalSuspended Read(ReadOnlyMemory<byte> body)
    {
        new BodyReader(body, nameof(PortalSuspended)).End();
        return default;
    }

    public void Write(IBufferWriter<byte> output) => BodyWriter.WriteEmpty(output, Type);
}
