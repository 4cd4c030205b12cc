using NUnit.DbGuard.Benchmarks.Bodies;
using NUnit.DbGuard.Benchmarks.Measuring;

namespace NUnit.DbGuard.Benchmarks.Questions;

/// <summary>What does the guard add to each call of SQLite?</summary>
internal sealed class NativeCalls : IQuestion
{
    private const int CallsPerTest = 10_000;

    public void Answer(Laboratory laboratory, Report report)
    {
        report.Heading("Each call");
        report.Paragraph("One test executes a prepared `SELECT 1` ten thousand times, or reads ten thousand rows; shown for one execution or row.");
        report.Table(
            ["call", "guarded", "unguarded", "added", "ratio", "allocates", "unguarded", "tests each"],
            [Row(laboratory, "execution of a prepared statement", "execute"), Row(laboratory, "row read", "read")]);
    }

    private static string[] Row(Laboratory laboratory, string name, string scenario)
    {
        Figures[] figures = laboratory.Compare(Lane.Two(scenario), isLong: true);
        return
        [
            name, Report.Time(figures[0].Median / CallsPerTest), Report.Time(figures[1].Median / CallsPerTest), Report.Time(figures[0].Above(figures[1]) / CallsPerTest),
            Report.Ratio(figures[0].Over(figures[1])), $"{figures[0].Bytes / CallsPerTest} B", $"{figures[1].Bytes / CallsPerTest} B", $"{figures[0].Count}",
        ];
    }
}
