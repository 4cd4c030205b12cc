using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>Chooses a SASL mechanism and may start its exchange.</summary>
/// <remarks>Specification: "Message Formats", SASLInitialResponse (F). Its type is also PasswordMessage's.</remarks>
/// <param name="Mechanism">The mechanism's name, one of those that the server offered.</param>
/// <param name="Data">The mechanism's first message; null if the server shall begin.</param>
internal readonly record struct SASLInitialResponse(ByteString Mechanism, FieldValue Data) : IMessage<SASLInitialResponse>
{
    public const byte Type = PasswordMessage.Type;

    public static SASLInitialResponse Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(SASLInitialResponse));
        ByteString mechanism = reader.ReadText();
        FieldValue data = FieldValue.Read(ref reader);
        reader.End();
        return new(mechanism, data);
    }

    public void Write(IBufferWriter<byte> output)
    {
        BodyWriter writer = BodyWriter.Begin(output, Type, Mechanism.Length + 1 + Data.WireLength);
        writer.WriteText(Mechanism);
        Data.Write(ref writer);
        writer.End();
    }
}
