using System.Text;

namespace NUnit.DbGuard.Postgres.Statements;

/// <summary>Looks for a word anywhere in a text, in whatever letters: before the text is read with care, which costs more.</summary>
internal static class SqlWord
{
    /// <param name="word">In lower case.</param>
    /// <param name="sql">The text.</param>
    public static bool IsIn(ReadOnlySpan<byte> word, ReadOnlySpan<byte> sql)
    {
        // An underscore is rarer than any letter, and has no other case.
        int anchor = Math.Max(0, word.IndexOf((byte)'_'));
        byte lower = word[anchor];
        byte upper = lower is >= (byte)'a' and <= (byte)'z' ? (byte)(lower - 32) : lower;
        int from = anchor;
        while (from < sql.Length)
        {
            int found = sql[from..].IndexOfAny(lower, upper);
            if (found < 0)
            {
                return false;
            }

            int start = from + found - anchor;
            if (start + word.Length <= sql.Length && Ascii.EqualsIgnoreCase(sql.Slice(start, word.Length), word))
            {
                return true;
            }

            from += found + 1;
        }

        return false;
    }
}
