using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>A command has ended well.</summary>
/// <remarks>Specification: "Message Formats", CommandComplete (B).</remarks>
/// <param name="Tag">What it was and how many rows it touched, as in <c>INSERT 0 1</c>.</param>
internal readonly record struct CommandComplete(ByteString Tag) : IMessage<CommandComplete>
{
    public const byte Type = (byte)'C';

    public static CommandComplete Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(CommandComplete));
        ByteString tag = reader.ReadText();
        reader.End();
        return new(tag);
    }

    public void Write(IBufferWriter<byte> output)
    {
        BodyWriter writer = BodyWriter.Begin(output, Type, Tag.Length + 1);
        writer.WriteText(Tag);
        writer.End();
    }
}
