using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>The client is who it says.</summary>
/// <remarks>Specification: "Message Formats", AuthenticationOk (B).</remarks>
internal readonly record struct AuthenticationOk : IMessage<AuthenticationOk>
{
    public const byte Type = (byte)'R';

    /// <summary>The code that tells the authentication messages apart.</summary>
    public const int Code = 0;

    public static AuthenticationOk Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(AuthenticationOk));
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
