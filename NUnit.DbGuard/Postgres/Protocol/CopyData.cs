using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>A piece of a COPY's data.</summary>
/// <remarks>Specification: "Message Formats", CopyData (F &amp; B).</remarks>
/// <param name="Data">The bytes. A server sends one row in each; a client cuts where it likes.</param>
internal readonly record struct CopyData(ByteString Data) : IMessage<CopyData>
{
    public const byte Type = (byte)'d';

    public static CopyData Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(CopyData));
        ByteString data = reader.ReadRest();
        reader.End();
        return new(data);
    }

    public void Write(IBufferWriter<byte> output)
    {
        BodyWriter writer = BodyWriter.Begin(output, Type, Data.Length);
        writer.WriteBytes(Data);
        writer.End();
    }
}
