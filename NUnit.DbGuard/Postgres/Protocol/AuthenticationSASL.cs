using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>Asks for a SASL exchange.</summary>
/// <remarks>Specification: "Message Formats", AuthenticationSASL (B).</remarks>
/// <param name="Mechanisms">The mechanisms that the server offers, the one it likes best first.</param>
internal readonly record struct AuthenticationSASL(WireList<TextElement> Mechanisms) : IMessage<AuthenticationSASL>
{
    public const byte Type = AuthenticationOk.Type;

    /// <summary>The code that tells the authentication messages apart.</summary>
    public const int Code = 10;

    public static AuthenticationSASL Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(AuthenticationSASL));
        reader.Expect(Code);
        WireList<TextElement> mechanisms = reader.ReadListToZero<TextElement>();
        reader.End();
        return new(mechanisms);
    }

    public void Write(IBufferWriter<byte> output)
    {
        BodyWriter writer = BodyWriter.Begin(output, Type, sizeof(int) + Mechanisms.Wire.Length + 1);
        writer.WriteInt32(Code);
        writer.WriteBytes(Mechanisms.Wire);
        writer.WriteByte(0);
        writer.End();
    }
}
