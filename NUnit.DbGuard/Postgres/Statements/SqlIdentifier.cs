using System.Text;

namespace NUnit.DbGuard.Postgres.Statements;

/// <summary>The name that an identifier stands for, and how one is written.</summary>
internal static class SqlIdentifier
{
    /// <summary>What the server keeps of a name. Source: <c>NAMEDATALEN</c>, 64 with its terminator.</summary>
    private const int LongestName = 63;

    /// <summary>Takes the quotes off, or folds what has none to lower case, and cuts what is too long: as the server does.</summary>
    /// <param name="identifier">One identifier as it is written. The escapes of <c>U&amp;"…"</c> are understood with their default character.</param>
    public static string Decode(ReadOnlySpan<byte> identifier) => Truncate(DecodeWhole(identifier));

    /// <summary>As <see cref="Decode"/>, without cutting.</summary>
    public static string DecodeWhole(ReadOnlySpan<byte> identifier) => identifier switch
    {
        [(byte)'"', .. ReadOnlySpan<byte> inner, (byte)'"'] => Unquote(inner),
        [(byte)'u' or (byte)'U', (byte)'&', (byte)'"', .. ReadOnlySpan<byte> inner, (byte)'"'] => UnicodeEscapes.Decode(Unquote(inner)),
        _ => Fold(Encoding.UTF8.GetString(identifier)),
    };

    /// <summary>Writes a name so that it is taken as it is.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Unquote(ReadOnlySpan<byte> inner) => Encoding.UTF8.GetString(inner).Replace("\"\"", "\"", StringComparison.Ordinal);

    // ASCII only: in a multi-byte encoding the server folds no other letter.
    private static string Fold(string word) => string.Create(word.Length, word, static (folded, source) =>
    {
        for (int index = 0; index < folded.Length; index++)
        {
            folded[index] = char.IsAsciiLetterUpper(source[index]) ? (char)(source[index] | 0x20) : source[index];
        }
    });

    private static string Truncate(string name)
    {
        if (name.Length * 3 <= LongestName || Encoding.UTF8.GetByteCount(name) <= LongestName)
        {
            return name;
        }

        int bytes = 0;
        int length = 0;
        foreach (Rune rune in name.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > LongestName)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return name[..length];
    }
}
