using NUnit.DbGuard.Benchmarks.Bodies;
using NUnit.DbGuard.Benchmarks.Measuring;

namespace NUnit.DbGuard.Benchmarks.Questions;

/// <summary>Does the cost grow with the size of the database?</summary>
internal sealed class DatabaseSize : IQuestion
{
    private static readonly (string Size, string Scenario, string Database)[] s_sizes =
        [("0.5 MB", "raw", "tables50"), ("10 MB", "raw-10-mb", "megabytes10"), ("100 MB", "raw-100-mb", "megabytes100")];

    public void Answer(Laboratory laboratory, Report report)
    {
        report.Heading("The size of the database");
        report.Paragraph("The raw body on 50 tables; all sizes and both sides take turns in the same rounds. Target: 100 MB at most 1.3 × 0.5 MB.");
        Lane[] lanes =
        [
            .. s_sizes.Select(static size => new Lane(Guarded: true, size.Scenario, Place.Configured)),
            .. s_sizes.Select(static size => new Lane(Guarded: false, size.Scenario, Place.Memory)),
        ];
        Figures[] figures = laboratory.Compare(lanes);
        report.Table(
            ["size", "guarded", "ratio to 0.5 MB", "unguarded, memory", "ratio to 0.5 MB", "added", "allocates", "tests each"],
            s_sizes.Select((size, i) => (string[])
            [
                size.Size, Report.Spread(figures[i]), Report.Ratio(figures[i].Over(figures[0])), Report.Spread(figures[i + 3]), Report.Ratio(figures[i + 3].Over(figures[3])),
                Report.Time(figures[i].Above(figures[i + 3])), Report.Kilobytes(figures[i].Bytes), $"{figures[i].Count}",
            ]));

        report.Paragraph(
            "Once per run: making the baseline and the first copy, seen by the first test that needs the database, against making an ordinary file on the memory file system by the same statements.");
        report.Table(
            ["size", "guarded", "unguarded, memory", "added", "times made"],
            s_sizes.Select(size =>
            {
                (Figures guarded, Figures unguarded) = laboratory.CompareCreation(size.Database);
                return (string[])[size.Size, Report.Spread(guarded), Report.Spread(unguarded), Report.Time(guarded.Above(unguarded)), $"{guarded.Count}"];
            }));
    }
}
