using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>Something that the client may want to know. It may come at any time.</summary>
/// <remarks>Specification: "Message Formats", NoticeResponse (B). The fields: "Error and Notice Message Fields".</remarks>
/// <param name="Fields">All fields, also those that no specification knows yet.</param>
internal readonly record struct NoticeResponse(ErrorFields Fields) : IMessage<NoticeResponse>
{
    public const byte Type = (byte)'N';

    public static NoticeResponse Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(NoticeResponse));
        WireList<ErrorField> fields = reader.ReadListToZero<ErrorField>();
        reader.End();
        return new(new ErrorFields(fields));
    }

    public void Write(IBufferWriter<byte> output)
    {
        BodyWriter writer = BodyWriter.Begin(output, Type, Fields.List.Wire.Length + 1);
        writer.WriteBytes(Fields.List.Wire);
        writer.WriteByte(0);
        writer.End();
    }
}
