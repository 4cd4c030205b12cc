using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>Asks for the password in clear text.</summary>
/// <remarks>Specification: "Message Formats", AuthenticationCleartextPassword (B).</remarks>
internal readonly record struct AuthenticationCleartextPassword : IMessage<AuthenticationCleartextPassword>
{
    public const byte Type = (byte)'R';

    /// <summary>The code that tells the authentication messages apart.</summary>
    public const int Code = 3;

    public static AuthenticationCleartextPassword Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(AuthenticationCleartextPassword));
        reader.Expect(Code);
        reader.End();
        return default;
    }

    public void Write(IBufferWriter<byte> output)
    {
        BodyWriter writer = BodyWriter.Begin(output, Type, sizeof(int));
        writer.WriteInt32(Code);
        writer.End();
    }
}
