using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>The columns of the rows that follow, or would.</summary>
/// <remarks>Specification: "Message Formats", RowDescription (B).</remarks>
/// <param name="Fields">Each column.</param>
internal readonly record struct RowDescription(WireList<FieldDescription> Fields) : IMessage<RowDescription>
{
    public const byte Type = (byte)'T';

    public static RowDescription Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(RowDescription));
        WireList<FieldDescription> fields = reader.ReadList<FieldDescription>(reader.ReadCount());
        reader.End();
        return new(fields);
    }

    public void Write(IBufferWriter<byte> output)
    {
        BodyWriter writer = BodyWriter.Begin(output, Type, sizeof(short) + Fields.Wire.Length);
        writer.WriteCounted(Fields);
        writer.End();
    }
}
