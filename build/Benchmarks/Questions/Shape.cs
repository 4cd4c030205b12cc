using NUnit.DbGuard.Benchmarks.Measuring;

namespace NUnit.DbGuard.Benchmarks.Questions;

/// <summary>How does the cost move with the number of tables, statements and connections?</summary>
internal sealed class Shape : IQuestion
{
    public void Answer(Laboratory laboratory, Report report)
    {
        report.Heading("Tables, statements, connections");
        report.Paragraph("Tables: the raw body; 200 tables are 1.7 MB. Statements: one connection that inserts so many rows in one transaction. Connections: so many open at the same time, each reads, one writes.");
        report.Table(
            Tables.Two,
            [
                Tables.TwoRow(laboratory, "10 tables", "raw-10-tables"),
                Tables.TwoRow(laboratory, "50 tables", "raw"),
                Tables.TwoRow(laboratory, "200 tables", "raw-200-tables"),
                Tables.TwoRow(laboratory, "1 statement", "statements-1"),
                Tables.TwoRow(laboratory, "10 statements", "statements-10"),
                Tables.TwoRow(laboratory, "100 statements", "statements-100"),
                Tables.TwoRow(laboratory, "1 connection", "connections-1"),
                Tables.TwoRow(laboratory, "8 connections", "connections-8"),
            ]);
    }
}
