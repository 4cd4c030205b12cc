using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>Data goes both ways: streaming replication.</summary>
/// <remarks>Specification: "Message Formats", CopyBothResponse (B).</remarks>
/// <param name="OverallFormat">0: lines of text. 1: binary.</param>
/// <param name="ColumnFormats">The format of each column.</param>
internal readonly record struct CopyBothResponse(byte OverallFormat, WireList<FormatCode> ColumnFormats) : IMessage<CopyBothResponse>
{
    public const byte Type = (byte)'W';

    public static CopyBothResponse Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(CopyBothResponse));
        byte overallFormat = reader.ReadByte();
        WireList<FormatCode> columnFormats = reader.ReadList<FormatCode>(reader.ReadCount());
        reader.End();
        return new(overallFormat, columnFormats);
    }

    public void Write(IBufferWriter<byte> output)
    {
        BodyWriter writer = BodyWriter.Begin(output, Type, sizeof(byte) + sizeof(short) + ColumnFormats.Wire.Length);
        writer.WriteByte(OverallFormat);
        writer.WriteCounted(ColumnFormats);
        writer.End();
    }
}
