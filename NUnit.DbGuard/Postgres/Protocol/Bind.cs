using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>Makes a portal of a prepared statement and values for its parameters.</summary>
/// <remarks>Specification: "Message Formats", Bind (F). The counts are read unsigned, as the server does: 65535 parameters at most.</remarks>
/// <param name="Portal">The portal to make; empty for the unnamed one.</param>
/// <param name="Statement">The prepared statement; empty for the unnamed one.</param>
/// <param name="ParameterFormats">None: all are text. One: it is all parameters'. Else one for each.</param>
/// <param name="Parameters">The values.</param>
/// <param name="ResultFormats">None: all are text. One: it is all columns'. Else one for each.</param>
internal readonly record struct Bind(
    ByteString Portal,
    ByteString Statement,
    WireList<FormatCode> ParameterFormats,
    WireList<FieldValue> Parameters,
    WireList<FormatCode> ResultFormats) : IMessage<Bind>
{
    public const byte Type = (byte)'B';

    public static Bind Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(Bind));
        ByteString portal = reader.ReadText();
        ByteString statement = reader.ReadText();
        WireList<FormatCode> parameterFormats = reader.ReadList<FormatCode>(reader.ReadCount());
        WireList<FieldValue> parameters = reader.ReadList<FieldValue>(reader.ReadCount());
        if (parameterFormats.Count > 1 && parameterFormats.Count != parameters.Count)
        {
            throw reader.Invalid(0, $"{parameterFormats.Count} parameter formats but {parameters.Count} parameters");
        }

        WireList<FormatCode> resultFormats = reader.ReadList<FormatCode>(reader.ReadCount());
        reader.End();
        return new(portal, statement, parameterFormats, parameters, resultFormats);
    }

    public void Write(IBufferWriter<byte> output)
    {
        int length = Portal.Length + 1 + Statement.Length + 1
            + sizeof(short) + ParameterFormats.Wire.Length
            + sizeof(short) + Parameters.Wire.Length
            + sizeof(short) + ResultFormats.Wire.Length;
        BodyWriter writer = BodyWriter.Begin(output, Type, length);
        writer.WriteText(Portal);
        writer.WriteText(Statement);
        writer.WriteCounted(ParameterFormats);
        writer.WriteCounted(Parameters);
        writer.WriteCounted(ResultFormats);
        writer.End();
    }
}
