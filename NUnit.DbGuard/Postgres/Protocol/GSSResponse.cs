using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>A step of a GSSAPI or SSPI exchange.</summary>
/// <remarks>Specification: "Message Formats", GSSResponse (F). Its type is also PasswordMessage's.</remarks>
/// <param name="Data">The mechanism's own token.</param>
internal readonly record struct GSSResponse(ByteString Data) : IMessage<GSSResponse>
{
    public const byte Type = (byte)'p';

    public static GSSResponse Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(GSSResponse));
        ByteString data = reader.ReadRest();
        reader.End();
        return new(data);
    }

    public void Write(IBufferWriter<byte> output)
    {
        BodyWriter writer = BodyWriter.Begin(output, Type, Data.Length);
        writer.WriteBytes(Data);
        writer.End();
    }
}
