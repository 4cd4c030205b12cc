using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>The last word of a SASL exchange.</summary>
/// <remarks>Specification: "Message Formats", AuthenticationSASLFinal (B).</remarks>
/// <param name="Data">The mechanism's own message: for SCRAM, the proof that the server knows the password too.</param>
internal readonly record struct AuthenticationSASLFinal(ByteString Data) : IMessage<AuthenticationSASLFinal>
{
    public const byte Type = (byte)'R';

    /// <summary>The code that tells the authentication messages apart.</summary>
    public const int Code = 12;

    public static AuthenticationSASLFinal Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(AuthenticationSASLFinal));
        reader.Expect(Code);
        ByteString data = reader.ReadRest();
        reader.End();
        return new(data);
    }

    public void Write(IBufferWriter<byte> output)
    {
        BodyWriter writer = BodyWriter.Begin(output, Type, sizeof(int) + Data.Length);
        writer.WriteInt32(Code);
        writer.WriteBytes(Data);
        writer.End();
    }
}
