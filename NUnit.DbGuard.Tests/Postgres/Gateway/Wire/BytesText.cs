using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

/// <summary>Bytes in one line: text where they are text, else hexadecimal digits; long ones by their beginning, length and hash.</summary>
internal static class BytesText
{
    private const int LongestShown = 400;
    private const int ShownOfLonger = 40;

    public static string Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= LongestShown)
        {
            return Shown(bytes);
        }

        string hash = Convert.ToHexString(SHA256.HashData(bytes))[..16];
        return string.Create(CultureInfo.InvariantCulture, $"{Shown(bytes[..ShownOfLonger])}... ({bytes.Length} bytes, {hash})");
    }

    private static string Shown(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new("'");
        foreach (Rune rune in Encoding.UTF8.GetString(bytes).EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '\n':
                    text.Append("\\n");
                    break;
                case '\r':
                    text.Append("\\r");
                    break;
                case '\t':
                    text.Append("\\t");
                    break;
                case '\\':
                    text.Append(@"\\");
                    break;
                case < ' ' or 0x7F or 0xFFFD:
                    return $"x{Convert.ToHexString(bytes)}";
                default:
                    text.Append(rune.ToString());
                    break;
            }
        }

        return text.Append('\'').ToString();
    }
}
