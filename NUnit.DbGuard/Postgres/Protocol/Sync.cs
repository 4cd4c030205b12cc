using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>Ends a group: the server leaves its implicit transaction and answers ReadyForQuery.</summary>
/// <remarks>Specification: "Message Formats", Sync (F).</remarks>
internal readonly record struct Sync : IMessage<Sync>
{
    public const byte Type = (byte)'S';

    public static Sync Read(ReadOnlyMemory<byte> body)
    {
        new BodyReader(body, nameof(Sync)).End();
        return default;
    }

    public void Write(IBufferWriter<byte> output) => BodyWriter.WriteEmpty(output, Type);
}
