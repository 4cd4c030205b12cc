using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>Asks for the password, hashed with a salt.</summary>
/// <remarks>Specification: "Message Formats", AuthenticationMD5Password (B).</remarks>
/// <param name="Salt">The salt, 4 bytes.</param>
internal readonly record struct AuthenticationMD5Password(ByteString Salt) : IMessage<AuthenticationMD5Password>
{
    public const byte Type = AuthenticationOk.Type;

    /// <summary>The code that tells the authentication messages apart.</summary>
    public const int Code = 5;

    private const int SaltLength = 4;

    public static AuthenticationMD5Password Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(AuthenticationMD5Password));
        reader.Expect(Code);
        ByteString salt = reader.ReadBytes(SaltLength);
        reader.End();
        return new(salt);
    }

    public void Write(IBufferWriter<byte> output)
    {
        BodyWriter writer = BodyWriter.Begin(output, Type, sizeof(int) + SaltLength);
        writer.WriteInt32(Code);
        writer.WriteBytes(Salt);
        writer.End();
    }
}
