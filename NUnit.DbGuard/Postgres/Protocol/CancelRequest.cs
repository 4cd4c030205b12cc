using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>Asks, on a connection of its own, to cancel what another runs. There is no answer.</summary>
/// <remarks>Specification: "Message Formats", CancelRequest (F).</remarks>
/// <param name="ProcessId">The process to interrupt.</param>
/// <param name="SecretKey">The secret of its BackendKeyData: 4 bytes in protocol 3.0, 4 to 256 since 3.2.</param>
internal readonly record struct CancelRequest(int ProcessId, ByteString SecretKey) : IMessage<CancelRequest>
{
    /// <summary>Stands where a start-up message has its version: 1234 and 5678, a version that will never be.</summary>
    public const int Code = 80877102;

    public static CancelRequest Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(CancelRequest));
        reader.Expect(Code);
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
        BodyWriter writer = BodyWriter.BeginStartup(output, sizeof(int) + sizeof(int) + SecretKey.Length);
        writer.WriteInt32(Code);
        writer.WriteInt32(ProcessId);
        writer.WriteBytes(SecretKey);
        writer.End();
    }
}
