using NUnit.DbGuard.Benchmarks.Measuring;

namespace NUnit.DbGuard.Benchmarks.Questions;

/// <summary>Does a real NUnit run agree?</summary>
internal sealed class WholeSuite : IQuestion
{
    public void Answer(Laboratory laboratory, Report report)
    {
        int tests = laboratory.IsQuick ? 400 : 2_000;
        int runs = laboratory.IsQuick ? 2 : 7;
        List<Sample[]> guarded = [];
        List<Sample[]> unguarded = [];
        List<Sample[]> guardedRuns = [];
        List<Sample[]> unguardedRuns = [];
        for (int run = 0; run < runs; run++)
        {
            Add(RealRun.Start(guarded: run % 2 == 0, tests), run % 2 == 0);
            Add(RealRun.Start(guarded: run % 2 != 0, tests), run % 2 != 0);
        }

        Figures with = new(guarded);
        Figures without = new(unguarded);
        Figures whole = new(guardedRuns);
        Figures wholeWithout = new(unguardedRuns);
        report.Heading("A whole suite in NUnit's own runner");
        report.Paragraph(
            $"{tests} tests with the raw body, run by NUnit in a process of its own, {runs} times each in turn. A cycle lasts from one body's start to the next one's, so NUnit's own work is in it; the first quarter of the "
            + "tests is the compiler's and left out. The unguarded file is on the memory file system. Its tidying is taken out of the cycles, but not out of the whole run, where it belongs to whoever tests without a guard.");
        report.Table(
            ["what", "guarded", "unguarded, memory", "added", "ratio"],
            [
                ["one test's cycle", Report.Spread(with), Report.Spread(without), Report.Time(with.Above(without)), Report.Ratio(with.Over(without))],
                ["whole run", Report.Spread(whole), Report.Spread(wholeWithout), Report.Time(whole.Above(wholeWithout)), Report.Ratio(whole.Over(wholeWithout))],
            ]);

        void Add((long Elapsed, long[] Cycles) result, bool isGuarded)
        {
            (isGuarded ? guarded : unguarded).Add([.. result.Cycles.Select(static cycle => new Sample(cycle, 0))]);
            (isGuarded ? guardedRuns : unguardedRuns).Add([new Sample(result.Elapsed, 0)]);
        }
    }
}
