using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>What a client needs to cancel a running query.</summary>
/// <remarks>Specification: "Message Formats", BackendKeyData (B).</remarks>
/// <param name="ProcessId">The server process.</param>
/// <param name="SecretKey">The secret: 4 bytes in protocol 3.0, 4 to 256 since 3.2.</param>
internal readonly record struct BackendKeyData(int ProcessId, ByteString SecretKey) : IMessage<BackendKeyData>
{
    public const byte Type = (byte)'K';

    public static BackendKeyData Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(BackendKeyData));
        int processId = reader.ReadInt32();
        ByteString secretKey = reader.ReadRest();
        if (secretKey.Length is < ProtocolLimits.ShortestCancelKey or > ProtocolLimits.LongestCancelKey)
        {
            throw reader.Invalid(secretKey.Length, $"a cancel key of {secretKey.Length} bytes");
        }

        reader.End();
        return new(processId, secretKey);
    }

    public void Write(IBufferWriter<byte> output)
    {
        BodyWriter writer = BodyWriter.Begin(output, Type, sizeof(int) + SecretKey.Length);
        writer.WriteInt32(ProcessId);
        writer.WriteBytes(SecretKey);
        writer.End();
    }
}
