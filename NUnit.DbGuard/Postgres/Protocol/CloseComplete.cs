using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>The statement or portal is gone.</summary>
/// <remarks>Specification: "Message Formats", CloseComplete (B).</remarks>
internal readonly record struct CloseComplete : IMessage<CloseComplete>
{
    public const byte Type = (byte)'3';

    public static CloseComplete Read(ReadOnlyMemory<byte> body)
    {
        new BodyReader(body, nameof(CloseComplete)).End();
        return default;
    }

    public void Write(IBufferWriter<byte> output) => BodyWriter.WriteEmpty(output, Type);
}
