using System.Text.RegularExpressions;

namespace NUnit.DbGuard.Commands;

/// <summary>Hides what is written in quotes.</summary>
internal static partial class HiddenLiterals
{
    /// <summary>The text with each literal's value taken out, and what an error quotes of a row in brackets, as in <c>Key (token)=(…)</c>.</summary>
    public static string In(string text) => Bracketed().Replace(Quoted().Replace(text, "'…'"), "=(…)");

    [GeneratedRegex("'(?:[^']|'')*'?|\\$([A-Za-z_]*)\\$[\\s\\S]*?(?:\\$\\1\\$|$)")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"=\([^)]*\)")]
    private static partial Regex Bracketed();
}
