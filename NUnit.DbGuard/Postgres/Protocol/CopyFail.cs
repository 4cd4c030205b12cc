using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>The client breaks off a COPY.</summary>
/// <remarks>Specification: "Message Formats", CopyFail (F).</remarks>
/// <param name="Reason">The text for the error that the server raises.</param>
internal readonly record struct CopyFail(ByteString Reason) : IMessage<CopyFail>
{
    public const byte Type = (byte)'f';

    public static CopyFail Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(CopyFail));
        ByteString reason = reader.ReadText();
        reader.End();
        return new(reason);
    }

    public void Write(IBufferWriter<byte> output)
    {
        BodyWriter writer = BodyWriter.Begin(output, Type, Reason.Length + 1);
        writer.WriteText(Reason);
        writer.End();
    }
}
