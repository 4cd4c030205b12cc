using NUnit.DbGuard.Benchmarks.Measuring;

namespace NUnit.DbGuard.Benchmarks.Questions;

/// <summary>What do the tests cost that the guard cannot serve cheaply?</summary>
internal sealed class WorstCases : IQuestion
{
    public void Answer(Laboratory laboratory, Report report)
    {
        report.Heading("Worst cases");
        report.Paragraph(
            "Changing the schema makes open connections read it anew. A connection that the test never closes keeps its copy, so a new one is made for the next test: there the cost grows "
            + "with the size of the database. The guard says so in the test's output, and names the place where the connection was opened. All of these cost more than the 0.3 ms that an ordinary test is allowed.");
        report.Table(
            Tables.Two,
            [
                Tables.TwoRow(laboratory, "makes a table, 50 tables", "ddl"),
                Tables.TwoRow(laboratory, "makes a table, 200 tables", "ddl-200-tables"),
                Tables.TwoRow(laboratory, "leaks a connection, 0.5 MB", "leak", isLong: true),
                Tables.TwoRow(laboratory, "leaks a connection, 10 MB", "leak-10-mb", isLong: true),
                Tables.TwoRow(laboratory, "leaks a connection, 100 MB", "leak-100-mb", isLong: true),
                Tables.TwoRow(laboratory, "leaks a transaction, 0.5 MB", "leak-transaction", isLong: true),
                Tables.TwoRow(laboratory, "leaks a transaction, 10 MB", "leak-transaction-10-mb", isLong: true),
                Tables.TwoRow(laboratory, "leaks a transaction, 100 MB", "leak-transaction-100-mb", isLong: true),
            ]);
    }
}
