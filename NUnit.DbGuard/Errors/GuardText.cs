using System.Text;

namespace NUnit.DbGuard.Errors;

/// <summary>The one form of an error's text: what happened, details, the fix, the page.</summary>
internal static class GuardText
{
    private const int LongestSql = 200;

    public static string Compose(string code, string happened, string fix, params ReadOnlySpan<(string Label, string? Text)> details)
    {
        StringBuilder text = new();
        text.Append(code).Append(": ").Append(happened);
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

        string line = string.Join(' ', sql.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= LongestSql ? line : string.Concat(line.AsSpan(0, LongestSql), " …");
    }

    public static string List(IEnumerable<string> names) => string.Join(", ", names.Select(static name => $"'{name}'"));

    // The texts start in one column, after "Tried: ", "Fix:   ", "More:  "; a longer label moves its own.
    private static void AppendLine(StringBuilder text, string label, string detail)
    {
        int width = Math.Max(7, label.Length + 2);
        text.Append('\n').Append("  ").Append($"{label}:".PadRight(width)).Append(detail.ReplaceLineEndings("\n" + new string(' ', 2 + width)));
    }
}
