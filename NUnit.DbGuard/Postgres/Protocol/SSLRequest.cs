using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>Asks for TLS before anything else. The answer is one byte: <c>S</c> or <c>N</c>.</summary>
/// <remarks>Specification: "Message Formats", SSLRequest (F).</remarks>
internal readonly record struct SSLRequest : IMessage<SSLRequest>
{
    /// <summary>Stands where a start-up message has its version: 1234 and 5679, a version that will never be.</summary>
    public const int Code = 80877103;

    public static SSLRequest Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(SSLRequest));
        reader.Expect(Code);
        reader.End();
        return default;
    }

    public void Write(IBufferWriter<byte> output)
    {
        BodyWriter writer = BodyWriter.BeginStartup(output, sizeof(int));
        writer.WriteInt32(Code);
        writer.End();
    }
}
