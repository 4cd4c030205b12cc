using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>A step of a SASL exchange.</summary>
/// <remarks>Specification: "Message Formats", AuthenticationSASLContinue (B).</remarks>
/// <param name="Data">The mechanism's own message.</param>
internal readonly record struct AuthenticationSASLContinue(ByteString Data) : IMessage<AuthenticationSASLContinue>
{
    public const byte Type = (byte)'R';

    /// <summary>The code that tells the authentication messages apart.</summary>
    public const int Code = 11;

    public static AuthenticationSASLContinue Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(AuthenticationSASLContinue));
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
