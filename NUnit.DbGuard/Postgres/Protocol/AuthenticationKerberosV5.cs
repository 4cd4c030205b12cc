using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>Asks for Kerberos V5, which no supported server does any more.</summary>
/// <remarks>Specification: "Message Formats", AuthenticationKerberosV5 (B).</remarks>
internal readonly record struct AuthenticationKerberosV5 : IMessage<AuthenticationKerberosV5>
{
    public const byte Type = (byte)'R';

    /// <summary>The code that tells the authentication messages apart.</summary>
    public const int Code = 2;

    public static AuthenticationKerberosV5 Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(AuthenticationKerberosV5));
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
