using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>The client may send the data of a COPY.</summary>
/// <remarks>Specification: "Message Formats", CopyInResponse (B).</remarks>
/// <param name="OverallFormat">0: lines of text. 1: binary.</param>
/// <param name="ColumnFormats">The format of each column.</param>
internal readonly record struct CopyInResponse(byte OverallFormat, WireList<FormatCode> ColumnFormats) : IMessage<CopyInResponse>
{
    public const byte Type = (byte)'G';

    public static CopyInResponse Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(CopyInResponse));
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
