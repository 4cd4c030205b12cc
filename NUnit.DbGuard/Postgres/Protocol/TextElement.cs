namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>A text in a list of texts.</summary>
/// <param name="Text">The text; where the list ends with a zero byte, an empty one would end it.</param>
internal readonly record struct TextElement(ByteString Text) : IElement<TextElement>
{
    public int WireLength => Text.Length + 1;

    public static TextElement Read(ref BodyReader reader) => new(reader.ReadText());

    public void Write(ref BodyWriter writer) => writer.WriteText(Text);
}
