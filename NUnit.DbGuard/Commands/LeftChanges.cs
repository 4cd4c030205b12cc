using System.Globalization;
using System.Text;

namespace NUnit.DbGuard.Commands;

/// <summary>What a test has left changed in one table.</summary>
/// <param name="Table">The table.</param>
/// <param name="What">What has become of it, in numbers.</param>
/// <param name="Rows">Some of the rows, each as a line.</param>
internal sealed record LeftChanges(string Table, string What, IReadOnlyList<string> Rows)
{
    /// <summary>How many rows of a table are shown.</summary>
    public const int MostRows = 5;

    /// <summary>How many tables are looked at.</summary>
    public const int MostTables = 20;

    /// <summary>How much of a row is shown.</summary>
    public const int LongestRow = 160;

    /// <summary>Tells them, for people to read.</summary>
    /// <param name="database">The database's name in the set-up fixture.</param>
    /// <param name="changes">The changes; none: nothing is told.</param>
    public static string? Text(string database, IReadOnlyList<LeftChanges> changes)
    {
        if (changes.Count == 0)
        {
            return null;
        }

        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"Left changed in database '{database}', and undone:");
        foreach (LeftChanges change in changes)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  {change.Table}: {change.What}");
            foreach (string row in change.Rows)
            {
                text.Append("\n    ").Append(string.Join(' ', row.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
            }
        }

        return text.ToString();
    }
}
