using NUnit.DbGuard.Benchmarks.Measuring;

namespace NUnit.DbGuard.Benchmarks.Questions;

/// <summary>What does a test cost that uses its database?</summary>
internal sealed class UsedDatabase : IQuestion
{
    public void Answer(Laboratory laboratory, Report report)
    {
        report.Heading("A test that uses the database");
        report.Paragraph(
            "0.5 MB, 50 tables, 50 indexes. Raw: open, insert 3 rows in a transaction, open a second connection, count, close both. EF Core: `SaveChanges` of 3 rows in one context, a query in another. "
            + "Target: at most 0.3 ms added.");
        report.Table(Tables.Three, [Tables.ThreeRow(laboratory, "raw ADO.NET", "raw"), Tables.ThreeRow(laboratory, "EF Core", "ef")]);
    }
}
