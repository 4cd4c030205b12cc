using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>Asks for the results so far, without ending the group.</summary>
/// <remarks>Specification: "Message Formats", Flush (F).</remarks>
internal readonly record struct Flush : IMessage<Flush>
{
    public const byte Type = (byte)'H';

    public static Flush Read(ReadOnlyMemory<byte> body)
    {
        new BodyReader(body, nameof(Flush)).End();
        return default;
    }

    public void Write(IBufferWriter<byte> output) => BodyWriter.WriteEmpty(output, Type);
}
