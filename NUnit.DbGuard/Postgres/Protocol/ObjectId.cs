namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>An OID: the type of a parameter, a function.</summary>
/// <param name="Value">The number; 0 stands for none.</param>
internal readonly record struct ObjectId(uint Value) : IElement<ObjectId>
{
    public int WireLength => sizeof(uint);

    public static ObjectId Read(ref BodyReader reader) => new(reader.ReadUInt32());

    public void Write(ref BodyWriter writer) => writer.WriteUInt32(Value);
}
