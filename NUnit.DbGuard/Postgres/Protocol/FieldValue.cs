namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>A value with its length before it: a column, a parameter, an argument. It is not decoded.</summary>
/// <param name="IsNull">Whether it is NULL: the length -1.</param>
/// <param name="Bytes">The bytes; none if it is NULL.</param>
internal readonly record struct FieldValue(bool IsNull, ByteString Bytes) : IElement<FieldValue>
{
    private const int NullLength = -1;

    public static FieldValue Null => new(IsNull: true, default);

    public int WireLength => sizeof(int) + Bytes.Length;

    public static FieldValue Of(ByteString bytes) => new(IsNull: false, bytes);

    public static FieldValue Read(ref BodyReader reader)
    {
        int length = reader.ReadInt32();
        if (length == NullLength)
        {
            return Null;
        }

        return length < 0
            ? throw reader.Invalid(sizeof(int), $"the length {length}")
            : Of(reader.ReadBytes(length));
    }

    public void Write(ref BodyWriter writer)
    {
        writer.WriteInt32(IsNull ? NullLength : Bytes.Length);
        writer.WriteBytes(Bytes);
    }
}
