using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>The data of a COPY has ended well.</summary>
/// <remarks>Specification: "Message Formats", CopyDone (F &amp; B).</remarks>
internal readonly record struct CopyDone : IMessage<CopyDone>
{
    public const byte Type = (byte)'c';

    public static CopyDone Read(ReadOnlyMemory<byte> body)
    {
        new BodyReader(body, nameof(CopyDone)).End();
        return default;
    }

    public void Write(IBufferWriter<byte> output) => BodyWriter.WriteEmpty(output, Type);
}
