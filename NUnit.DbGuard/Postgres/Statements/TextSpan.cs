namespace NUnit.DbGuard.Postgres.Statements;

/// <summary>A stretch of a SQL text, in bytes from its start: where a gateway may cut.</summary>
internal readonly record struct TextSpan(int Start, int Length)
{
    public int End => Start + Length;

    public bool IsEmpty => Length == 0;

    public static TextSpan Between(int start, int end) => new(start, end - start);

    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> sql) => sql.Slice(Start, Length);
}
