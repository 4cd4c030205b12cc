using NUnit.DbGuard.Benchmarks.Measuring;

namespace NUnit.DbGuard.Benchmarks.Questions;

/// <summary>What does a test cost that does not use a database?</summary>
internal sealed class UnusedDatabase : IQuestion
{
    public void Answer(Laboratory laboratory, Report report)
    {
        report.Heading("A test that does not use the database");
        report.Paragraph("An empty body, so all of it is the guard's. Target: at most 20 µs.");
        report.Table(
            ["test", "guarded", "unguarded", "allocates", "unguarded", "tests each"],
            [Row(laboratory, "marked, unused", "marked-unused"), Row(laboratory, "unmarked", "unmarked")]);
    }

    private static string[] Row(Laboratory laboratory, string name, string scenario)
    {
        Figures[] figures = laboratory.Compare(Lane.Two(scenario));
        return [name, Report.Spread(figures[0]), Report.Spread(figures[1]), Report.Kilobytes(figures[0].Bytes), Report.Kilobytes(figures[1].Bytes), $"{figures[0].Count}"];
    }
}
