using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>Takes the place of CommandComplete for an empty query string.</summary>
/// <remarks>Specification: "Message Formats", EmptyQueryResponse (B).</remarks>
internal readonly record struct EmptyQueryResponse : IMessage<EmptyQueryResponse>
{
    public const byte Type = (byte)'I';

    public static EmptyQueryResponse Read(ReadOnlyMemory<byte> body)
    {
        new BodyReader(body, nameof(EmptyQueryResponse)).End();
        return default;
    }

    public void Write(IBufferWriter<byte> output) => BodyWriter.WriteEmpty(output, Type);
}
