using NUnit.DbGuard.Benchmarks.Measuring;

namespace NUnit.DbGuard.Benchmarks.Questions;

/// <summary>What does a test cost that does not use a database?</summary>
internal sealed class UnusedDatabase : IQuestion
{
    public void Answer(Laboratory laboratory, Report report)
    {
        report.Heading("A test that does not use the database");
        report.Paragraph("An empty body, so all of it is the guard's. Target: at most 20 µs.");
        report.Table(Tables.Two, [Tables.TwoRow(laboratory, "marked, unused", "marked-unused"), Tables.TwoRow(laboratory, "unmarked", "unmarked")]);
    }
}
