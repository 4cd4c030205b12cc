using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>Asks for GSSAPI encryption before anything else. The answer is one byte: <c>G</c> or <c>N</c>.</summary>
/// <remarks>Specification: "Message Formats", GSSENCRequest (F).</remarks>
internal readonly record struct GSSENCRequest : IMessage<GSSENCRequest>
{
    /// <summary>Stands where a start-up message has its version: 1234 and 5680, a version that will never be.</summary>
    public const int Code = 80877104;

    public static GSSENCRequest Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(GSSENCRequest));
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
