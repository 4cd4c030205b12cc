using System.Net;

namespace NUnit.DbGuard.Reporting;

/// <summary>Text in a page: it means nothing to a browser.</summary>
internal static class HtmlText
{
    // The arguments of a test may be a document.
    private const int Longest = 300;

    /// <summary>A text as content or as a quoted attribute: encoded, cut, and without what no page may hold.</summary>
    public static string Of(string text)
    {
        string cut = text.Length <= Longest ? text : $"{text.AsSpan(0, char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest)}…";
        string clean = string.Concat(cut.Select(static character => char.IsControl(character) ? '\uFFFD' : character));
        return WebUtility.HtmlEncode(clean);
    }
}
