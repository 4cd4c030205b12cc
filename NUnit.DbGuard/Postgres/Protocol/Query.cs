using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>A simple query: one string of any number of statements.</summary>
/// <remarks>Specification: "Message Formats", Query (F).</remarks>
/// <param name="Text">The SQL.</param>
internal readonly record struct Query(ByteString Text) : IMessage<Query>
{
    public const byte Type = (byte)'Q';

    public static Query Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(Query));
        ByteString text = reader.ReadText();
        reader.End();
        return new(text);
    }

    public void Write(IBufferWriter<byte> output)
    {
        BodyWriter writer = BodyWriter.Begin(output, Type, Text.Length + 1);
        writer.WriteText(Text);
        writer.End();
    }
}
