using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>Asks for a GSSAPI exchange.</summary>
/// <remarks>Specification: "Message Formats", AuthenticationGSS (B).</remarks>
internal readonly record struct AuthenticationGSS : IMessage<AuthenticationGSS>
{
    public const byte Type = (byte)'R';

    /// <summary>The code that tells the authentication messages apart.</summary>
    public const int Code = 7;

    public static AuthenticationGSS Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(AuthenticationGSS));
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
