using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>The result of a function that was called by FunctionCall.</summary>
/// <remarks>Specification: "Message Formats", FunctionCallResponse (B).</remarks>
/// <param name="Result">The value, in the format that was asked for.</param>
internal readonly record struct FunctionCallResponse(FieldValue Result) : IMessage<FunctionCallResponse>
{
    public const byte Type = (byte)'V';

    public static FunctionCallResponse Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(FunctionCallResponse));
        FieldValue result = FieldValue.Read(ref reader);
        reader.End();
        return new(result);
    }

    public void Write(IBufferWriter<byte> output)
    {
        BodyWriter writer = BodyWriter.Begin(output, Type, Result.WireLength);
        Result.Write(ref writer);
        writer.End();
    }
}
