namespace NUnit.DbGuard.Errors;

/// <summary>Finds what a misspelt name was probably meant to be.</summary>
internal static class NearestName
{
    /// <summary>The valid name that is nearest, if one is near enough to be meant.</summary>
    /// <param name="given">The name as written.</param>
    /// <param name="valid">The names that would have been right.</param>
    /// <returns><see langword="null"/> when none differs in at most a third of its letters (and at least two may differ).</returns>
    public static string? Of(string given, IEnumerable<string> valid)
    {
        string? nearest = null;
        int least = int.MaxValue;
        foreach (string name in valid)
        {
            int distance = Distance(given.ToUpperInvariant(), name.ToUpperInvariant());
            if (distance <= Math.Max(2, name.Length / 3) && distance < least)
            {
                (nearest, least) = (name, distance);
            }
        }

        return nearest;
    }

    // Levenshtein's distance, where two neighbouring letters that are swapped count once. Three rows of the table are enough.
    private static int Distance(string a, string b)
    {
        int[] beforeLast = new int[b.Length + 1];
        int[] last = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int[] row = new int[b.Length + 1];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                int least = Math.Min(Math.Min(last[j] + 1, row[j - 1] + 1), replaced);
                bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                row[j] = swapped ? Math.Min(least, beforeLast[j - 2] + 1) : least;
            }

            (beforeLast, last) = (last, row);
        }

        return last[b.Length];
    }
}
