using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>The prepared statement is there.</summary>
/// <remarks>Specification: "Message Formats", ParseComplete (B).</remarks>
internal readonly record struct ParseComplete : IMessage<ParseComplete>
{
    public const byte Type = (byte)'1';

    public static ParseComplete Read(ReadOnlyMemory<byte> body)
    {
        new BodyReader(body, nameof(ParseComplete)).End();
        return default;
    }

    public void Write(IBufferWriter<byte> output) => BodyWriter.WriteEmpty(output, Type);
}
