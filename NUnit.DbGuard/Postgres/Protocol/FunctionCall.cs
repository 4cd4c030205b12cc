using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>Calls a function by its object id. The specification calls it obsolete; drivers use it for large objects.</summary>
/// <remarks>Specification: "Message Formats", FunctionCall (F).</remarks>
/// <param name="Function">The function.</param>
/// <param name="ArgumentFormats">None: all are text. One: it is all arguments'. Else one for each.</param>
/// <param name="Arguments">The arguments.</param>
/// <param name="ResultFormat">The format that the result shall have.</param>
internal readonly record struct FunctionCall(
    ObjectId Function,
    WireList<FormatCode> ArgumentFormats,
    WireList<FieldValue> Arguments,
    FormatCode ResultFormat) : IMessage<FunctionCall>
{
    public const byte Type = (byte)'F';

    public static FunctionCall Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(FunctionCall));
        ObjectId function = ObjectId.Read(ref reader);
        WireList<FormatCode> formats = reader.ReadList<FormatCode>(reader.ReadCount());
        WireList<FieldValue> arguments = reader.ReadList<FieldValue>(reader.ReadCount());
        if (formats.Count > 1 && formats.Count != arguments.Count)
        {
            throw reader.Invalid(0, $"{formats.Count} argument formats but {arguments.Count} arguments");
        }

        FormatCode resultFormat = FormatCode.Read(ref reader);
        reader.End();
        return new(function, formats, arguments, resultFormat);
    }

    public void Write(IBufferWriter<byte> output)
    {
        int length = sizeof(int) + sizeof(short) + ArgumentFormats.Wire.Length + sizeof(short) + Arguments.Wire.Length + sizeof(short);
        BodyWriter writer = BodyWriter.Begin(output, Type, length);
        Function.Write(ref writer);
        writer.WriteCounted(ArgumentFormats);
        writer.WriteCounted(Arguments);
        ResultFormat.Write(ref writer);
        writer.End();
    }
}
