using System.Text;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

/// <summary>What clients sent (&gt;) and received (&lt;), line by line.</summary>
internal sealed class Transcript
{
    private const int LinesBefore = 12;
    private const int LinesAfter = 3;
    private const string Report = " < ParameterStatus ";

    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Why the script could not be played to its end, or null.</summary>
    public string? Broken { get; private set; }

    /// <summary>Adds a line; parameters that are reported one after the other, in the order of their names: from PostgreSQL 16 on the server has none.</summary>
    public void Add(string line)
    {
        int place = _lines.Count;
        if (line.Contains(Report, StringComparison.Ordinal))
        {
            string reports = line[..(line.IndexOf(Report, StringComparison.Ordinal) + Report.Length)];
            while (place > 0 && _lines[place - 1].StartsWith(reports, StringComparison.Ordinal) && string.CompareOrdinal(_lines[place - 1], line) > 0)
            {
                place--;
            }
        }

        _lines.Insert(place, line);
    }

    public void Break(string reason)
    {
        Broken = reason;
        Add(reason);
    }

    /// <summary>Puts one line in the place of all from this one on.</summary>
    public void Replace(int start, string line)
    {
        _lines.RemoveRange(start, _lines.Count - start);
        _lines.Add(line);
    }

    /// <summary>A readable account of the first line that differs, or null.</summary>
    public static string? FirstDifference(string expectedName, IReadOnlyList<string> expected, string actualName, IReadOnlyList<string> actual)
    {
        int same = expected.Zip(actual).TakeWhile(static pair => pair.First == pair.Second).Count();
        if (same == expected.Count && same == actual.Count)
        {
            return null;
        }

        StringBuilder text = new();
        foreach (string line in expected.Take(same).Skip(Math.Max(0, same - LinesBefore)))
        {
            text.AppendLine($"    {line}");
        }

        Append(text, expectedName, expected, same);
        Append(text, actualName, actual, same);
        return text.ToString();
    }

    public override string ToString() => string.Join('\n', _lines);

    private static void Append(StringBuilder text, string name, IReadOnlyList<string> lines, int same)
    {
        text.AppendLine($"  {name}:");
        foreach (string line in lines.Skip(same).Take(1 + LinesAfter))
        {
            text.AppendLine($"    {line}");
        }

        if (same == lines.Count)
        {
            text.AppendLine("    (nothing more)");
        }
    }
}
