using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>One row of a result.</summary>
/// <remarks>Specification: "Message Formats", DataRow (B).</remarks>
/// <param name="Columns">The values of the columns, not decoded.</param>
internal readonly record struct DataRow(WireList<FieldValue> Columns) : IMessage<DataRow>
{
    public const byte Type = (byte)'D';

    public static DataRow Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(DataRow));
        WireList<FieldValue> columns = reader.ReadList<FieldValue>(reader.ReadCount());
        reader.End();
        return new(columns);
    }

    public void Write(IBufferWriter<byte> output)
    {
        BodyWriter writer = BodyWriter.Begin(output, Type, sizeof(short) + Columns.Wire.Length);
        writer.WriteCounted(Columns);
        writer.End();
    }
}
