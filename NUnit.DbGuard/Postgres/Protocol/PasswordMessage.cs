using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>The answer to a request for a password, in clear text or hashed.</summary>
/// <remarks>Specification: "Message Formats", PasswordMessage (F). SASLInitialResponse, SASLResponse and GSSResponse have the same type: the request before them tells which it is.</remarks>
/// <param name="Password">The password.</param>
internal readonly record struct PasswordMessage(ByteString Password) : IMessage<PasswordMessage>
{
    public const byte Type = (byte)'p';

    public static PasswordMessage Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(PasswordMessage));
        ByteString password = reader.ReadText();
        reader.End();
        return new(password);
    }

    public void Write(IBufferWriter<byte> output)
    {
        BodyWriter writer = BodyWriter.Begin(output, Type, Password.Length + 1);
        writer.WriteText(Password);
        writer.End();
    }
}
