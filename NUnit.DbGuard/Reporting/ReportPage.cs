using System.Globalization;
using System.Text;
using NUnit.Framework.Interfaces;

namespace NUnit.DbGuard.Reporting;

/// <summary>The report as one page, which needs no other file, no script and no connection.</summary>
internal sealed class ReportPage
{
    private const int MostSteps = 12;

    private readonly StringBuilder _page = new();
    private readonly RunSummary _summary;

    private ReportPage(RunSummary summary) => _summary = summary;

    /// <summary>The page's text.</summary>
    public static string Text(RunSummary summary)
    {
        ReportPage page = new(summary);
        page.Write();
        return page._page.ToString();
    }

    private void Write()
    {
        string title = HtmlText.Of($"Databases in {_summary.Assembly}");
        _page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
            .Append("<title>").Append(title).Append("</title>\n<style>\n").Append(ReportStyle.Text).Append("\n</style>\n</head>\n<body>\n<main>\n<h1>").Append(title).Append("</h1>\n")
            .Append("<p class=\"soft\">").Append(HtmlText.Of(string.Create(CultureInfo.InvariantCulture, $"{_summary.Started:yyyy-MM-dd HH:mm:ss}, {Durations.Text(_summary.Elapsed)}"))).Append("</p>\n");
        if (!_summary.IsComplete)
        {
            _page.Append("<p class=\"warning\">The process ended before the run did: this is what there was until then.</p>\n");
        }

        WriteTiles();
        WriteTime();
        WriteIsolations();
        WriteTests("Slowest tests", "All of their time, without the making of databases.", _summary.Slowest, Parts, static test => Durations.Text(test.Whole), hasLegend: true);
        if (_summary.KnowsStatements)
        {
            WriteTests(
                "Longest in the database", "The time in which their statements ran.", _summary.LongestInDatabase,
                static test => [Part("database", "in the database", test.InDatabase)], static test => Durations.Text(test.InDatabase));
            WriteTests(
                "Most statements", "Many in one test are often a query in a loop.", _summary.MostStatements,
                static test => [new BarPart("count", $"{Count(test.Statements)} statements", test.Statements)], static test => Count(test.Statements));
        }

        WriteTests(
            "Most work by NUnit.DbGuard", "Giving the test its place to work in, and putting back what it did.", _summary.MostGuarded,
            static test => [Part("guard", "NUnit.DbGuard", test.Guard)], static test => Durations.Text(test.Guard));
        WriteDatabases();
        WriteFound();
        _page.Append("<footer>Made by NUnit.DbGuard. Codes are explained in its docs/errors.md, this page in docs/report.md.</footer>\n</main>\n</body>\n</html>\n");
    }

    private void WriteTiles()
    {
        _page.Append("<ul class=\"tiles\">\n");
        Tile(Count(_summary.Databases.Count), _summary.Databases.Count == 1 ? "database" : "databases", Kinds());
        Tile(Count(_summary.Using), $"of {Tests(_summary.Tests)} used a database", _summary.NotUsing > 0 ? $"{Count(_summary.NotUsing)} marked used none" : null);
        Tile(Durations.Text(_summary.Guard), "by NUnit.DbGuard", _summary.Runs > 0 ? $"{Durations.Text(_summary.Guard / _summary.Runs)} a test" : null);
        if (_summary.KnowsStatements)
        {
            Tile(Durations.Text(_summary.InDatabase), "in the database", $"{Count(_summary.Statements)} statements");
        }

        Tile(Count(_summary.Found.Where(static found => found.Leak is not null).Sum(static found => found.Count)), "leaks", "connections, transactions");
        _page.Append("</ul>\n");
    }

    private void Tile(string value, string label, string? more) =>
        _page.Append("<li><b>").Append(HtmlText.Of(value)).Append("</b><span>").Append(HtmlText.Of(more is null ? label : $"{label}; {more}")).Append("</span></li>\n");

    private string? Kinds() =>
        _summary.Databases.Count == 0
            ? null
            : string.Join(", ", _summary.Databases.GroupBy(static database => ConsoleSummary.How(database.Origin)).Select(static group => $"{Count(group.Count())} {group.Key}"));

    private void WriteTime()
    {
        if (_summary.Using == 0)
        {
            return;
        }

        Open("Where the time went", "Of the tests that used a database, added up over all workers. The making of databases comes on top of it.");
        List<BarPart> parts = [Part("guard", "NUnit.DbGuard", _summary.Guard)];
        if (_summary.KnowsStatements)
        {
            parts.Add(Part("database", "in the database", _summary.InDatabase));
        }

        parts.Add(Part("rest", _summary.KnowsStatements ? "rest of the tests" : "the tests, with their databases", _summary.Rest));
        StringBuilder bar = new();
        BarChart.WriteBar(bar, parts, parts.Sum(static part => part.Amount));
        _page.Append(bar.Replace("class=\"bar\"", "class=\"bar wide\"")).Append("\n<ul class=\"legend\">\n");
        foreach (BarPart part in parts)
        {
            _page.Append("<li><i class=\"").Append(part.Colour).Append("\"></i>").Append(HtmlText.Of($"{part.Label} ({ConsoleSummary.Share(TimeSpan.FromTicks((long)part.Amount), _summary.Whole)})")).Append("</li>\n");
        }

        _page.Append("</ul>\n<p class=\"soft\">").Append(HtmlText.Of($"Making databases took {Durations.Text(_summary.Preparing)}; the guard's work at the other tests {Durations.Text(_summary.GuardOfOthers)}.")).Append("</p>\n</section>\n");
    }

    private void WriteIsolations()
    {
        if (_summary.TestsByIsolation.Count == 0)
        {
            return;
        }

        Open("Tests by isolation", note: null);
        List<BarRow> rows =
        [
            .. _summary.TestsByIsolation.OrderBy(static pair => pair.Key)
                .Select(static pair => new BarRow($"{pair.Key}", Detail: null, Tests(pair.Value), [new BarPart("count", Tests(pair.Value), pair.Value)])),
        ];
        if (_summary.NotUsing > 0)
        {
            rows.Add(new BarRow("Not used", "marked, but no database was touched", Tests(_summary.NotUsing), [new BarPart("rest", Tests(_summary.NotUsing), _summary.NotUsing)]));
        }

        BarChart.Write(_page, rows);
        _page.Append("</section>\n");
    }

    private void WriteTests(
        string title, string note, IReadOnlyList<FinishedTest> tests, Func<FinishedTest, IReadOnlyList<BarPart>> parts, Func<FinishedTest, string> value, bool hasLegend = false)
    {
        if (tests.Count == 0)
        {
            return;
        }

        Open(title, note);
        if (hasLegend)
        {
            Legend();
        }

        BarChart.Write(_page, [.. tests.Select(test => new BarRow(test.Name, Detail(test), value(test), parts(test)))]);
        _page.Append("</section>\n");
    }

    private void Legend()
    {
        _page.Append("<ul class=\"legend\"><li><i class=\"guard\"></i>NUnit.DbGuard</li>");
        if (_summary.KnowsStatements)
        {
            _page.Append("<li><i class=\"database\"></i>in the database</li>");
        }

        _page.Append("<li><i class=\"rest\"></i>").Append(_summary.KnowsStatements ? "rest of the test" : "the test").Append("</li></ul>\n");
    }

    private void WriteDatabases()
    {
        if (_summary.Databases.Count == 0)
        {
            return;
        }

        Open("Databases", note: null);
        foreach (PreparedDatabase database in _summary.Databases)
        {
            _page.Append("<article><h3>").Append(HtmlText.Of(database.Name)).Append(" <span class=\"").Append(Colour(database.Origin.Kind)).Append("\">")
                .Append(ConsoleSummary.How(database.Origin)).Append("</span></h3>\n<dl>");
            Fact("kind", database.Product);
            Fact("took", Durations.Text(database.Duration));
            Fact("where", database.Origin.Place);
            Fact("why", database.Origin.Reason);
            Fact("also called", database.OtherNames.Count > 0 ? string.Join(", ", database.OtherNames) : null);
            Fact("used by", Tests(_summary.TestsByDatabase.GetValueOrDefault(database.Name)));
            Fact("steps", Steps(database.Steps));
            _page.Append("</dl></article>\n");
        }

        _page.Append("</section>\n");
    }

    private void WriteFound()
    {
        if (_summary.Found.Count == 0)
        {
            return;
        }

        Open("Found at tests", "By code; the tests named are the first.");
        foreach (FoundCode found in _summary.Found)
        {
            _page.Append("<article><h3>").Append(HtmlText.Of(found.Code)).Append(' ').Append(HtmlText.Of(found.Leak ?? string.Empty)).Append(" <span class=\"").Append(found.Fails ? "failed" : "soft").Append("\">")
                .Append(HtmlText.Of($"{Times(found.Count)}{(found.Fails ? ", failing" : string.Empty)}")).Append("</span></h3>\n<dl>");
            Fact("such as", found.Example);
            Fact("in", string.Join(", ", found.Tests) + (found.Count > found.Tests.Count ? ", …" : string.Empty));
            _page.Append("</dl></article>\n");
        }

        _page.Append("</section>\n");
    }

    private void Open(string title, string? note)
    {
        _page.Append("<section>\n<h2>").Append(title).Append("</h2>\n");
        if (note is not null)
        {
            _page.Append("<p class=\"note\">").Append(note).Append("</p>\n");
        }
    }

    private void Fact(string label, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            _page.Append("<dt>").Append(label).Append("</dt><dd>").Append(HtmlText.Of(text)).Append("</dd>");
        }
    }

    private static string? Steps(IReadOnlyList<PreparationStep> steps) =>
        steps.Count == 0
            ? null
            : string.Join(", ", steps.Take(MostSteps).Select(static step => $"{step.Name} {Durations.Text(step.Duration)}")) + (steps.Count > MostSteps ? ", …" : string.Empty);

    private static string Detail(FinishedTest test)
    {
        string statements = test.Statements > 0 ? $", {Count(test.Statements)} {(test.Statements == 1 ? "statement" : "statements")}" : string.Empty;
        string outcome = test.Outcome == TestStatus.Passed ? string.Empty : $", {test.Outcome.ToString().ToLowerInvariant()}";
        return $"{test.Isolation} on {string.Join(", ", test.Databases)}{statements}{outcome}";
    }

    private static IReadOnlyList<BarPart> Parts(FinishedTest test) =>
    [
        Part("guard", "NUnit.DbGuard", test.Guard),
        Part("database", "in the database", test.InDatabase < test.Whole - test.Guard ? test.InDatabase : test.Whole - test.Guard),
        Part("rest", test.InDatabase > TimeSpan.Zero ? "rest of the test" : "the test", test.Rest),
    ];

    private static BarPart Part(string colour, string label, TimeSpan time) => new(colour, $"{label} {Durations.Text(time)}", time.Ticks);

    private static string Colour(OriginKind kind) => kind switch
    {
        OriginKind.Created => "created",
        OriginKind.Reused => "reused",
        OriginKind.Existing => "existing",
        OriginKind.Failed => "failed",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, message: null),
    };

    private static string Tests(int count) => $"{Count(count)} {(count == 1 ? "test" : "tests")}";

    private static string Times(int count) => count == 1 ? "once" : $"{Count(count)} times";

    private static string Count(long number) => ConsoleSummary.Number(number);
}
