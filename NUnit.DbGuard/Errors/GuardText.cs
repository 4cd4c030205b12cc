using System.Text;
using System.Text.RegularExpressions;

namespace NUnit.DbGuard.Errors;

/// <summary>The one form of an error's text: what happened, details, the fix, the page.</summary>
/// <remarks>Whatever is put into one may be somebody else's words: a test's SQL, a server's or a provider's message, what another user of a server is doing.</remarks>
internal static partial class GuardText
{
    private const int LongestSql = 200;

    public static string Compose(string code, string happened, string fix, params ReadOnlySpan<(string Label, string? Text)> details)
    {
        StringBuilder text = new();
        text.Append(code).Append(": ").Append(Harmless(happened));
        foreach ((string label, string? detail) in details)
        {
            if (!string.IsNullOrEmpty(detail))
            {
                AppendLine(text, label, detail);
            }
        }

        AppendLine(text, "Fix", fix);
        AppendLine(text, "More", $"docs/errors.md#{code.ToLowerInvariant()}");
        return text.ToString();
    }

    /// <summary>SQL as it is shown: on one line, and cut.</summary>
    public static string? Sql(string? sql)
    {
        if (string.IsNullOrWhiteSpace(sql))
        {
            return null;
        }

        string line = Harmless(string.Join(' ', sql.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        return line.Length <= LongestSql ? line : string.Concat(line.AsSpan(0, LongestSql), " …");
    }

    /// <summary>A text that others may have written: without passwords, and without what tells a terminal to do something.</summary>
    public static string Harmless(string text)
    {
        string open = Secrets().Replace(text, static match => match.Groups["what"].Value + (match.Value[^1] == '\'' ? "'…'" : "…"));
        return open.Any(IsCommand) ? string.Create(open.Length, open, static (harmless, source) =>
        {
            for (int index = 0; index < source.Length; index++)
            {
                harmless[index] = IsCommand(source[index]) ? '\uFFFD' : source[index];
            }
        })
        : open;

        static bool IsCommand(char character) => char.IsControl(character) && character is not ('\n' or '\r' or '\t' or '\u0085');
    }

    public static string List(IEnumerable<string> names) => string.Join(", ", names.Select(static name => $"'{name}'"));

    // The texts start in one column, after "Tried: ", "Fix:   ", "More:  "; a longer label moves its own.
    private static void AppendLine(StringBuilder text, string label, string detail)
    {
        int width = Math.Max(7, label.Length + 2);
        text.Append('\n').Append("  ").Append($"{label}:".PadRight(width)).Append(Harmless(detail).ReplaceLineEndings("\n" + new string(' ', 2 + width)));
    }

    // Behind PASSWORD or IDENTIFIED BY and a blank or '=', a string; behind a '=' without blanks, as in a connection string, what reaches to the next ';', blank or quote, but no parameter.
    // Blanks can be taken in one way only: two ways would take the square of their number, and a hostile server's message may have many.
    [GeneratedRegex("""
        (?<what>(?:PASSWORD|PWD|IDENTIFIED\s+BY)(?:\s*=\s*|\s+))(?:E?(?:''[^']+''|'(?:[^']|'')*(?:'|$))|(?<==)[^\s'";$@:?…][^\s'";]*)|(?<what>://[^\s:/@']*:)[^\s@/']+(?=@)
        """, RegexOptions.IgnoreCase)]
    private static partial Regex Secrets();
}
