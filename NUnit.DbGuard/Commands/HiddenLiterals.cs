using System.Text.RegularExpressions;

namespace NUnit.DbGuard.Commands;

/// <summary>Hides what is written in quotes.</summary>
internal static partial class HiddenLiterals
{
    /// <summary>The text with each literal's value taken out.</summary>
    public static string In(string text) => Quoted().Replace(text, "'…'");

    [GeneratedRegex(@"\b[eE]'(?:[^'\\]|''|\\.)*'?|'(?:[^']|'')*'?|\$((?:[A-Za-z_]\w*)?)\$[\s\S]*?(?:\$\1\$|$)")]
    private static partial Regex Quoted();
}
