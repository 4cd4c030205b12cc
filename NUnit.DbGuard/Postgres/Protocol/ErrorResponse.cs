using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>A command, or the connection, has failed.</summary>
/// <remarks>Specification: "Message Formats", ErrorResponse (B). The fields: "Error and Notice Message Fields".</remarks>
/// <param name="Fields">All fields, also those that no specification knows yet.</param>
internal readonly record struct ErrorResponse(ErrorFields Fields) : IMessage<ErrorResponse>
{
    public const byte Type = (byte)'E';

    public static ErrorResponse Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(ErrorResponse));
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
