using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>Asks for an SSPI exchange.</summary>
/// <remarks>Specification: "Message Formats", AuthenticationSSPI (B).</remarks>
internal readonly record struct AuthenticationSSPI : IMessage<AuthenticationSSPI>
{
    public const byte Type = (byte)'R';

    /// <summary>The code that tells the authentication messages apart.</summary>
    public const int Code = 9;

    public static AuthenticationSSPI Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(AuthenticationSSPI));
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
