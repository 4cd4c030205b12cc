namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>A name and a value in a <see cref="StartupMessage"/>.</summary>
/// <param name="Name">The name; an empty one would end the list.</param>
/// <param name="Value">The value.</param>
internal readonly record struct StartupParameter(ByteString Name, ByteString Value) : IElement<StartupParameter>
{
    public int WireLength => Name.Length + 1 + Value.Length + 1;

    public static StartupParameter Read(ref BodyReader reader) => new(reader.ReadText(), reader.ReadText());

    public void Write(ref BodyWriter writer)
    {
        writer.WriteText(Name);
        writer.WriteText(Value);
    }
}
