using System.Globalization;
using System.Text;

namespace NUnit.DbGuard.Postgres.Statements;

/// <summary>The escapes of <c>U&amp;'…'</c> and <c>U&amp;"…"</c>: <c>\0061</c>, <c>\+000061</c> and <c>\\</c>.</summary>
internal static class UnicodeEscapes
{
    /// <summary>Replaces the escapes. One that is malformed stays as it is: the server refuses the text anyway.</summary>
    public static string Decode(string text)
    {
        StringBuilder decoded = new(text.Length);
        int index = 0;
        while (index < text.Length)
        {
            if (text[index] != '\\')
            {
                decoded.Append(text[index++]);
            }
            else if (index + 1 < text.Length && text[index + 1] == '\\')
            {
                decoded.Append('\\');
                index += 2;
            }
            else if (TryRead(text, index + 1, 4, out int unit))
            {
                decoded.Append((char)unit);
                index += 5;
            }
            else if (index + 1 < text.Length && text[index + 1] == '+' && TryRead(text, index + 2, 6, out int value) && Rune.IsValid(value))
            {
                decoded.Append(new Rune(value).ToString());
                index += 8;
            }
            else
            {
                decoded.Append(text[index++]);
            }
        }

        return decoded.ToString();
    }

    private static bool TryRead(string text, int start, int digits, out int value)
    {
        value = 0;
        return start + digits <= text.Length
            && int.TryParse(text.AsSpan(start, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }
}
