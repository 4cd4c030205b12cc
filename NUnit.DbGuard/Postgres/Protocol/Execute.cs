using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>Runs a portal.</summary>
/// <remarks>Specification: "Message Formats", Execute (F).</remarks>
/// <param name="Portal">The portal; empty for the unnamed one.</param>
/// <param name="RowLimit">How many rows at most; 0 or less: all.</param>
internal readonly record struct Execute(ByteString Portal, int RowLimit) : IMessage<Execute>
{
    public const byte Type = (byte)'E';

    public static Execute Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(Execute));
        ByteString portal = reader.ReadText();
        int rowLimit = reader.ReadInt32();
        reader.End();
        return new(portal, rowLimit);
    }

    public void Write(IBufferWriter<byte> output)
    {
        BodyWriter writer = BodyWriter.Begin(output, Type, Portal.Length + 1 + sizeof(int));
        writer.WriteText(Portal);
        writer.WriteInt32(RowLimit);
        writer.End();
    }
}
