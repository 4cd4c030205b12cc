using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>The described statement or portal returns no rows.</summary>
/// <remarks>Specification: "Message Formats", NoData (B).</remarks>
internal readonly record struct NoData : IMessage<NoData>
{
    public const byte Type = (byte)'n';

    public static NoData Read(ReadOnlyMemory<byte> body)
    {
        new BodyReader(body, nameof(NoData)).End();
        return default;
    }

    public void Write(IBufferWriter<byte> output) => BodyWriter.WriteEmpty(output, Type);
}
