using System.Net;

namespace NUnit.DbGuard.Reporting;

/// <summary>Text in a page: it means nothing to a browser.</summary>
internal static class HtmlText
{
    // The arguments of a test may be a document.
    private const int Longest = 300;

    /// <summary>A test's full name, as content: its namespace is not in the way of the rest, and lines break between words.</summary>
    public static string OfName(string name)
    {
        int arguments = name.IndexOf('(', StringComparison.Ordinal);
        int method = (arguments < 0 ? name : name[..arguments]).LastIndexOf('.');
        int fixture = method > 0 ? name.LastIndexOf('.', method - 1) : -1;
        return fixture < 0 ? Breakable(name) : $"<span class=\"soft\">{Breakable(name[..(fixture + 1)])}</span>{Breakable(name[(fixture + 1)..])}";
    }

    /// <summary>A text as content or as a quoted attribute: encoded, cut, and without what no page may hold.</summary>
    public static string Of(string text)
    {
        string cut = text.Length <= Longest ? text : $"{text.AsSpan(0, char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest)}…";
        string clean = string.Concat(cut.Select(static character => char.IsControl(character) ? '\uFFFD' : character));
        return WebUtility.HtmlEncode(clean);
    }

    private static string Breakable(string text) => Of(text).Replace(".", ".<wbr/>", StringComparison.Ordinal).Replace("_", "_<wbr/>", StringComparison.Ordinal);
}
