using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>The data of a COPY follows.</summary>
/// <remarks>Specification: "Message Formats", CopyOutResponse (B).</remarks>
/// <param name="OverallFormat">0: lines of text. 1: binary.</param>
/// <param name="ColumnFormats">The format of each column.</param>
internal readonly record struct CopyOutResponse(byte OverallFormat, WireList<FormatCode> ColumnFormats) : IMessage<CopyOutResponse>
{
    public const byte Type = (byte)'H';

    public static CopyOutResponse Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(CopyOutResponse));
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
