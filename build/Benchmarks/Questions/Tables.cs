using NUnit.DbGuard.Benchmarks.Measuring;

namespace NUnit.DbGuard.Benchmarks.Questions;

/// <summary>The tables that several questions answer with.</summary>
internal static class Tables
{
    public static string[] Three { get; } =
        ["test", "guarded", "unguarded, memory", "unguarded, disk", "added to memory", "ratio", "added to disk", "ratio", "allocates", "unguarded", "tests each"];

    public static string[] Two { get; } = ["test", "guarded", "unguarded, memory", "added", "ratio", "allocates", "unguarded", "tests each"];

    /// <summary>Measures a scenario against both unguarded places.</summary>
    public static string[] ThreeRow(Laboratory laboratory, string name, string scenario, bool isLong = false)
    {
        Figures[] figures = laboratory.Compare(Lane.Three(scenario), isLong);
        return
        [
            name, Report.Spread(figures[0]), Report.Spread(figures[1]), Report.Spread(figures[2]),
            Report.Time(figures[0].Above(figures[1])), Report.Ratio(figures[0].Over(figures[1])),
            Report.Time(figures[0].Above(figures[2])), Report.Ratio(figures[0].Over(figures[2])),
            Report.Kilobytes(figures[0].Bytes), Report.Kilobytes(figures[1].Bytes), $"{figures[0].Count}",
        ];
    }

    /// <summary>Measures a scenario against the memory file.</summary>
    public static string[] TwoRow(Laboratory laboratory, string name, string scenario, bool isLong = false)
    {
        Figures[] figures = laboratory.Compare(Lane.Two(scenario), isLong);
        return
        [
            name, Report.Spread(figures[0]), Report.Spread(figures[1]), Report.Time(figures[0].Above(figures[1])), Report.Ratio(figures[0].Over(figures[1])),
            Report.Kilobytes(figures[0].Bytes), Report.Kilobytes(figures[1].Bytes), $"{figures[0].Count}",
        ];
    }
}
