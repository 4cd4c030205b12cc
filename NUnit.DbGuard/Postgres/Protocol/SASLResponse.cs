using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>A further step of a SASL exchange.</summary>
/// <remarks>Specification: "Message Formats", SASLResponse (F). Its type is also PasswordMessage's.</remarks>
/// <param name="Data">The mechanism's own message.</param>
internal readonly record struct SASLResponse(ByteString Data) : IMessage<SASLResponse>
{
    public const byte Type = (byte)'p';

    public static SASLResponse Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(SASLResponse));
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
