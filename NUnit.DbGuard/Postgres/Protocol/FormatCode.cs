namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>How a value is written: as text or in the binary form of its type.</summary>
/// <param name="Value">0 or 1. Another code is passed on: refusing it is the server's business.</param>
internal readonly record struct FormatCode(short Value) : IElement<FormatCode>
{
    public static FormatCode Text => new(0);

    public static FormatCode Binary => new(1);

    public int WireLength => sizeof(short);

    public static FormatCode Read(ref BodyReader reader) => new(reader.ReadInt16());

    public void Write(ref BodyWriter writer) => writer.WriteInt16(Value);
}
