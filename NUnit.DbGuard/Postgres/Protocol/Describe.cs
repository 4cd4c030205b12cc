using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>Asks what a prepared statement takes and returns, or what a portal returns.</summary>
/// <remarks>Specification: "Message Formats", Describe (F).</remarks>
/// <param name="Kind">Which of the two the name is of.</param>
/// <param name="Name">The name; empty for the unnamed one.</param>
internal readonly record struct Describe(PreparedKind Kind, ByteString Name) : IMessage<Describe>
{
    public const byte Type = (byte)'D';

    public static Describe Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(Describe));
        byte kind = reader.ReadByte();
        if (kind is not ((byte)PreparedKind.Statement or (byte)PreparedKind.Portal))
        {
            throw reader.Invalid(sizeof(byte), $"the subtype {kind}");
        }

        ByteString objectName = reader.ReadText();
        reader.End();
        return new((PreparedKind)kind, objectName);
    }

    public void Write(IBufferWriter<byte> output)
    {
        BodyWriter writer = BodyWriter.Begin(output, Type, sizeof(byte) + Name.Length + 1);
        writer.WriteByte((byte)Kind);
        writer.WriteText(Name);
        writer.End();
    }
}
