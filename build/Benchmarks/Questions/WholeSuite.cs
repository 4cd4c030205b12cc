using NUnit.DbGuard.Benchmarks.Measuring;

namespace NUnit.DbGuard.Benchmarks.Questions;

/// <summary>Does a real NUnit run agree?</summary>
internal sealed class WholeSuite : IQuestion
{
    // Most of these run in code that the runtime has compiled quickly rather than well.
    private const int Early = 500;

    public void Answer(Laboratory laboratory, Report report)
    {
        int tests = laboratory.IsQuick ? 1_000 : 6_000;
        int runs = laboratory.IsQuick ? 2 : 8;
        List<(long Elapsed, long[] Cycles)> guarded = [];
        List<(long Elapsed, long[] Cycles)> unguarded = [];
        for (int run = 0; run < runs; run++)
        {
            foreach (bool isGuarded in run % 2 == 0 ? (ReadOnlySpan<bool>)[true, false] : [false, true])
            {
                (isGuarded ? guarded : unguarded).Add(RealRun.Start(isGuarded, tests));
            }
        }

        report.Heading("A whole suite in NUnit's own runner");
        report.Paragraph(
            $"{tests} tests with the raw body, run by NUnit in a process of its own, {runs} times each in turn. A cycle lasts from one body's start to the next one's, so NUnit's own work is in it, and the stack under a body is "
            + "as deep as in a real run: the guard notes where a connection is opened, and that costs more on a deep stack. The unguarded file is on the memory file system; its tidying is taken out of the cycles, but not out of "
            + "the whole run, where it belongs to whoever tests without a guard. Target: at most 0.3 ms added.");
        report.Table(
            ["what", "guarded", "unguarded, memory", "added", "ratio"],
            [
                Row($"a cycle, of the first {Early} tests", static result => result.Cycles[..Early]),
                Row("a cycle, of the second half", static result => result.Cycles[(result.Cycles.Length / 2)..]),
                Row("whole run", static result => [result.Elapsed]),
            ]);

        string[] Row(string name, Func<(long Elapsed, long[] Cycles), long[]> part)
        {
            Figures with = new([.. guarded.Select(result => part(result).Select(static time => new Sample(time, 0)).ToArray())]);
            Figures without = new([.. unguarded.Select(result => part(result).Select(static time => new Sample(time, 0)).ToArray())]);
            return [name, Report.Spread(with), Report.Spread(without), Report.Time(with.Above(without)), Report.Ratio(with.Over(without))];
        }
    }
}
