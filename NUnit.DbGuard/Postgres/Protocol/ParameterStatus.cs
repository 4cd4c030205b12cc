using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>The value of a reported parameter, at the start and whenever it changes.</summary>
/// <remarks>Specification: "Message Formats", ParameterStatus (B).</remarks>
/// <param name="Name">The parameter's name, as the server spells it.</param>
/// <param name="Value">Its value.</param>
internal readonly record struct ParameterStatus(ByteString Name, ByteString Value) : IMessage<ParameterStatus>
{
    public const byte Type = (byte)'S';

    public static ParameterStatus Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(ParameterStatus));
        ByteString name = reader.ReadText();
        ByteString value = reader.ReadText();
        reader.End();
        return new(name, value);
    }

    public void Write(IBufferWriter<byte> output)
    {
        BodyWriter writer = BodyWriter.Begin(output, Type, Name.Length + 1 + Value.Length + 1);
        writer.WriteText(Name);
        writer.WriteText(Value);
        writer.End();
    }
}
