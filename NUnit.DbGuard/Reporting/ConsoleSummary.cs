using System.Globalization;
using System.Text;

namespace NUnit.DbGuard.Reporting;

/// <summary>The few lines that a run which has used a database ends with.</summary>
internal static class ConsoleSummary
{
    private const int MostDatabases = 5;
    private const int MostTests = 3;
    private const int MostCodes = 4;
    private const int LongestName = 150;

    // What passes sooner is not worth a line.
    private static readonly TimeSpan s_slow = TimeSpan.FromMilliseconds(100);

    /// <summary>The lines, with no line end after the last.</summary>
    public static string Text(RunSummary summary)
    {
        StringBuilder text = new();
        text.Append(summary.IsComplete ? "NUnit.DbGuard report: " : "NUnit.DbGuard report, of a run that did not come to its end: ").Append(Tests(summary)).Append('.');
        if (summary.Databases.Count > 0)
        {
            Line(text, "Databases", Listed(summary.Databases.Select(Database), MostDatabases, summary.Databases.Count));
        }

        if (summary.Runs > 0)
        {
            Line(text, "Time", Time(summary));
        }

        string[] slow = [.. Slow(summary)];
        for (int i = 0; i < slow.Length; i++)
        {
            Line(text, i == 0 ? "Slowest" : string.Empty, slow[i]);
        }

        if (summary.Found.Count > 0)
        {
            Line(text, "Found", Listed(summary.Found.Select(Found), MostCodes, summary.Found.Count, "; "));
        }

        return text.ToString();
    }

    /// <summary>How many tests used a database, and how.</summary>
    public static string Tests(RunSummary summary)
    {
        string isolations = string.Join(", ", summary.TestsByIsolation.OrderBy(static pair => pair.Key).Select(static pair => $"{pair.Key} {Number(pair.Value)}"));
        string used = $"{Number(summary.Using)} of {Number(summary.Tests)} {(summary.Tests == 1 ? "test" : "tests")} used a database{(isolations.Length > 0 ? $" ({isolations})" : string.Empty)}";
        return summary.NotUsing == 0 ? used : $"{used}; {Number(summary.NotUsing)} marked {(summary.NotUsing == 1 ? "test" : "tests")} used none";
    }

    /// <summary>How a database came to be.</summary>
    public static string How(DatabaseOrigin origin) => origin.Kind switch
    {
        OriginKind.Created => "created",
        OriginKind.Reused => "reused",
        OriginKind.Existing => "used as it is",
        OriginKind.Failed => "failed",
        _ => throw new ArgumentOutOfRangeException(nameof(origin), origin.Kind, message: null),
    };

    /// <summary>A number with its thousands parted.</summary>
    public static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A part of something in per cent.</summary>
    public static string Share(TimeSpan part, TimeSpan whole)
    {
        double share = whole > TimeSpan.Zero ? part / whole * 100 : 0;
        return share is > 0 and < 1 ? "less than 1 %" : $"{share.ToString("0", CultureInfo.InvariantCulture)} %";
    }

    private static string Database(PreparedDatabase database) =>
        $"'{database.Name}' {How(database.Origin)} in {Durations.Text(database.Duration)}{(database.Origin.Reason is { } reason ? $" ({reason})" : string.Empty)}";

    private static string Time(RunSummary summary)
    {
        StringBuilder text = new();
        text.Append("NUnit.DbGuard ").Append(Durations.Text(summary.Guard)).Append(", ").Append(Durations.Text(summary.Guard / summary.Runs)).Append(" a test (")
            .Append(Share(summary.Guard, summary.Whole)).Append("); ");
        if (summary.KnowsStatements)
        {
            text.Append("database ").Append(Durations.Text(summary.InDatabase)).Append(" in ").Append(Number(summary.Statements)).Append(" statements (")
                .Append(Share(summary.InDatabase, summary.Whole)).Append("); ");
        }

        return text.Append("tests themselves ").Append(Durations.Text(summary.Rest)).ToString();
    }

    private static IEnumerable<string> Slow(RunSummary summary) =>
        summary.KnowsStatements
            ? summary.LongestInDatabase.Where(static test => test.InDatabase >= s_slow).Take(MostTests)
                .Select(static test => $"{Durations.Text(test.InDatabase)} in {Number(test.Statements)} statements: {Shown(test.Name)}")
            : summary.Slowest.Where(static test => test.Whole >= s_slow).Take(MostTests).Select(static test => $"{Durations.Text(test.Whole)}: {Shown(test.Name)}");

    private static string Found(FoundCode found) =>
        $"{found.Code}{(found.Leak is { } leak ? $", {leak}," : string.Empty)} {(found.Count == 1 ? "once" : $"{Number(found.Count)} times")} in {Listed(found.Tests.Select(Shown), found.Tests.Count, found.Count)}";

    private static string Listed(IEnumerable<string> items, int most, int all, string separator = ", ")
    {
        string[] shown = [.. items.Take(most)];
        return string.Join(separator, all > shown.Length ? [.. shown, "…"] : shown);
    }

    // A test's name may hold its arguments, and these anything.
    private static string Shown(string name)
    {
        string line = string.Concat(name.Select(static character => char.IsControl(character) ? ' ' : character));
        return line.Length <= LongestName ? line : string.Concat(line.AsSpan(0, LongestName), "…");
    }

    private static void Line(StringBuilder text, string label, string value) => text.Append("\n  ").Append((label.Length > 0 ? $"{label}:" : label).PadRight(11)).Append(value);
}
