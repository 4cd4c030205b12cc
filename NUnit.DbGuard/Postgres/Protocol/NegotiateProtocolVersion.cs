using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>The server speaks only an older minor version, or does not know options of the protocol that the client named.</summary>
/// <remarks>Specification: "Message Formats", NegotiateProtocolVersion (B). The server sends, and libpq reads, the whole version code and not the minor version alone.</remarks>
/// <param name="NewestVersion">The newest version that the server speaks, major and minor.</param>
/// <param name="UnrecognizedOptions">The names that it does not know.</param>
internal readonly record struct NegotiateProtocolVersion(int NewestVersion, WireList<TextElement> UnrecognizedOptions) : IMessage<NegotiateProtocolVersion>
{
    public const byte Type = (byte)'v';

    public static NegotiateProtocolVersion Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(NegotiateProtocolVersion));
        int newestVersion = reader.ReadInt32();
        WireList<TextElement> unrecognizedOptions = reader.ReadList<TextElement>(reader.ReadInt32());
        reader.End();
        return new(newestVersion, unrecognizedOptions);
    }

    public void Write(IBufferWriter<byte> output)
    {
        BodyWriter writer = BodyWriter.Begin(output, Type, sizeof(int) + sizeof(int) + UnrecognizedOptions.Wire.Length);
        writer.WriteInt32(NewestVersion);
        writer.WriteInt32(UnrecognizedOptions.Count);
        writer.WriteBytes(UnrecognizedOptions.Wire);
        writer.End();
    }
}
