namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>A column in a <see cref="RowDescription"/>.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Table">The table it is a column of; 0 if none.</param>
/// <param name="ColumnNumber">The number of that column; 0 if none.</param>
/// <param name="DataType">The type of its values.</param>
/// <param name="TypeSize">The size of that type; negative: variable.</param>
/// <param name="TypeModifier">The type's modifier; -1: none.</param>
/// <param name="Format">How the values are written. Of a described statement not yet known, and always 0.</param>
internal readonly record struct FieldDescription(
    ByteString Name,
    ObjectId Table,
    short ColumnNumber,
    ObjectId DataType,
    short TypeSize,
    int TypeModifier,
    FormatCode Format) : IElement<FieldDescription>
{
    public int WireLength => Name.Length + 1 + sizeof(uint) + sizeof(short) + sizeof(uint) + sizeof(short) + sizeof(int) + sizeof(short);

    public static FieldDescription Read(ref BodyReader reader) => new(
        reader.ReadText(),
        ObjectId.Read(ref reader),
        reader.ReadInt16(),
        ObjectId.Read(ref reader),
        reader.ReadInt16(),
        reader.ReadInt32(),
        FormatCode.Read(ref reader));

    public void Write(ref BodyWriter writer)
    {
        writer.WriteText(Name);
        Table.Write(ref writer);
        writer.WriteInt16(ColumnNumber);
        DataType.Write(ref writer);
        writer.WriteInt16(TypeSize);
        writer.WriteInt32(TypeModifier);
        Format.Write(ref writer);
    }
}
