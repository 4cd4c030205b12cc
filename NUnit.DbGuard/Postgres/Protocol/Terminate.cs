using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>The client goes.</summary>
/// <remarks>Specification: "Message Formats", Terminate (F).</remarks>
internal readonly record struct Terminate : IMessage<Terminate>
{
    public const byte Type = (byte)'X';

    public static Terminate Read(ReadOnlyMemory<byte> body)
    {
        new BodyReader(body, nameof(Terminate)).End();
        return default;
    }

    public void Write(IBufferWriter<byte> output) => BodyWriter.WriteEmpty(output, Type);
}
