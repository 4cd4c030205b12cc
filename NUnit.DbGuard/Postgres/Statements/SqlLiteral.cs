using System.Globalization;
using System.Text;

namespace NUnit.DbGuard.Postgres.Statements;

/// <summary>The text that a string stands for.</summary>
internal static class SqlLiteral
{
    /// <summary>Decodes one string token: <c>''</c>, <c>E''</c>, <c>U&amp;''</c>, <c>N''</c> or dollar quotes, with the parts it continues in.</summary>
    /// <remarks>What is malformed inside stays as it is; the server refuses such a string. Escapes that write bytes, <c>\xC3</c>, make characters up to U+007F only.</remarks>
    public static string Decode(ReadOnlySpan<byte> literal, bool standardConformingStrings = true)
    {
        string text = Encoding.UTF8.GetString(literal);
        if (text.StartsWith('$'))
        {
            int tag = text.IndexOf('$', 1) + 1;
            return tag > 0 && text.Length >= 2 * tag ? text[tag..^tag] : text;
        }

        int open = text.IndexOf('\'', StringComparison.Ordinal);
        if (open < 0)
        {
            return text;
        }

        bool escapes = open == 1 && text[0] is 'e' or 'E';
        bool isUnicode = open == 2;
        string inner = Join(text, open, escapes || (open == 0 && !standardConformingStrings));
        return isUnicode ? UnicodeEscapes.Decode(inner) : inner;
    }

    // Walks from quote to quote: doubled ones are one, and between two parts lie blanks and comments only.
    private static string Join(string text, int open, bool escapes)
    {
        StringBuilder decoded = new(text.Length);
        int index = open + 1;
        while (index < text.Length)
        {
            char current = text[index];
            if (escapes && current == '\\' && index + 1 < text.Length)
            {
                index = Unescape(text, index + 1, decoded);
            }
            else if (current != '\'')
            {
                decoded.Append(current);
                index++;
            }
            else if (index + 1 < text.Length && text[index + 1] == '\'')
            {
                decoded.Append('\'');
                index += 2;
            }
            else
            {
                index = NextPart(text, index + 1);
            }
        }

        return decoded.ToString();
    }

    // Behind the quote that opens the next part. A comment before it may have quotes of its own.
    private static int NextPart(string text, int index)
    {
        while (index < text.Length && text[index] != '\'')
        {
            if (text[index] == '-')
            {
                int lineBreak = text.AsSpan(index).IndexOfAny('\n', '\r');
                index = lineBreak < 0 ? text.Length : index + lineBreak;
            }
            else
            {
                index++;
            }
        }

        return index + 1;
    }

    // From behind a backslash; answers with where to go on.
    private static int Unescape(string text, int index, StringBuilder decoded)
    {
        char kind = text[index];
        (int start, int most, int radix) = kind switch
        {
            'x' => (index + 1, 2, 16),
            'u' => (index + 1, 4, 16),
            'U' => (index + 1, 8, 16),
            >= '0' and <= '7' => (index, 3, 8),
            _ => (index, 0, 0),
        };
        int end = start;
        while (end < text.Length && end - start < most && (radix == 8 ? text[end] is >= '0' and <= '7' : char.IsAsciiHexDigit(text[end])))
        {
            end++;
        }

        if (end > start)
        {
            int value = (int)Convert.ToUInt32(text[start..end], radix);
            decoded.Append(kind == 'U' && Rune.IsValid(value) ? new Rune(value).ToString() : ((char)value).ToString(CultureInfo.InvariantCulture));
            return end;
        }

        decoded.Append(kind switch
        {
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            _ => kind,
        });
        return index + 1;
    }
}
