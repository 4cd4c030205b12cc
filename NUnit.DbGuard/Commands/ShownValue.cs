using System.Globalization;

namespace NUnit.DbGuard.Commands;

/// <summary>Values as they are shown: short.</summary>
internal static class ShownValue
{
    /// <summary>How many characters of a text are shown.</summary>
    public const int Longest = 60;

    private const int MostBytes = 16;

    /// <summary>A text in quotes; of a long one the beginning.</summary>
    /// <param name="text">The text, or the beginning of a long one.</param>
    /// <param name="length">How long it is as a whole, in bytes.</param>
    public static string Quoted(string text, int length)
    {
        string shown = (text.Length <= Longest ? text : text[..Longest]).ReplaceLineEndings("⏎").Replace("'", "''", StringComparison.Ordinal);
        return text.Length <= Longest ? $"'{shown}'" : string.Create(CultureInfo.InvariantCulture, $"'{shown}…' ({length} bytes)");
    }

    /// <summary>Bytes; of many the first.</summary>
    /// <param name="bytes">The bytes, or the first of many.</param>
    /// <param name="length">How many there are.</param>
    public static string Bytes(ReadOnlySpan<byte> bytes, int length) => bytes.Length <= MostBytes
        ? $"0x{Convert.ToHexString(bytes)}"
        : string.Create(CultureInfo.InvariantCulture, $"0x{Convert.ToHexString(bytes[..MostBytes])}… ({length} bytes)");
}
