using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>The parameters of a described statement.</summary>
/// <remarks>Specification: "Message Formats", ParameterDescription (B).</remarks>
/// <param name="Types">The type of each.</param>
internal readonly record struct ParameterDescription(WireList<ObjectId> Types) : IMessage<ParameterDescription>
{
    public const byte Type = (byte)'t';

    public static ParameterDescription Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(ParameterDescription));
        WireList<ObjectId> types = reader.ReadList<ObjectId>(reader.ReadCount());
        reader.End();
        return new(types);
    }

    public void Write(IBufferWriter<byte> output)
    {
        BodyWriter writer = BodyWriter.Begin(output, Type, sizeof(short) + Types.Wire.Length);
        writer.WriteCounted(Types);
        writer.End();
    }
}
