using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>The portal is there.</summary>
/// <remarks>Specification: "Message Formats", BindComplete (B).</remarks>
internal readonly record struct BindComplete : IMessage<BindComplete>
{
    public const byte Type = (byte)'2';

    public static BindComplete Read(ReadOnlyMemory<byte> body)
    {
        new BodyReader(body, nameof(BindComplete)).End();
        return default;
    }

    public void Write(IBufferWriter<byte> output) => BodyWriter.WriteEmpty(output, Type);
}
