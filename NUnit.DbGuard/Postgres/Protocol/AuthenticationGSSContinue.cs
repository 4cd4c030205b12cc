using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>A step of a GSSAPI or SSPI exchange.</summary>
/// <remarks>Specification: "Message Formats", AuthenticationGSSContinue (B).</remarks>
/// <param name="Data">The mechanism's own token.</param>
internal readonly record struct AuthenticationGSSContinue(ByteString Data) : IMessage<AuthenticationGSSContinue>
{
    public const byte Type = (byte)'R';

    /// <summary>The code that tells the authentication messages apart.</summary>
    public const int Code = 8;

    public static AuthenticationGSSContinue Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(AuthenticationGSSContinue));
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
