using NUnit.DbGuard.Benchmarks.Measuring;

namespace NUnit.DbGuard.Benchmarks.Questions;

/// <summary>Asks every question about SQLite and writes the report.</summary>
internal static class Sqlite
{
    private static readonly IQuestion[] s_questions =
    [
        new UsedDatabase(), new UnusedDatabase(), new DatabaseSize(), new Shape(), new WorstCases(), new NativeCalls(), new WholeSuite(),
    ];

    public static int Run(Arguments arguments)
    {
        Report report = new();
        report.Title("SQLite: what the guard costs a test");
        report.Paragraph(
            "How it is measured. Two processes run the same bodies: one with the guard installed, one that never loads it. A test is timed from before the guard's `BeforeTest` to after its `AfterTest`, called "
            + "as NUnit calls them, on tests that NUnit built; the unguarded process runs the same loop without actions. A third process asks them in turn for rounds of 20 tests each, forwards and backwards, "
            + "after a warm-up of 130 tests (10 of long ones) and a pause for tiered compilation. The waiting process uses no processor. Times are medians (10th to 90th percentile) over all tests of a lane. "
            + "**Added** is the median over the rounds of the difference between the medians of the guarded and the unguarded lane in the same round, so that drift of the machine cancels out; ratios likewise.");
        report.Paragraph(
            "An unguarded test runs on an ordinary file that the guard does not know, in write-ahead-log mode, with pooled connections: \"memory\" is a file on a memory file system, where the guard keeps its copies as well, "
            + "and is the unguarded side's best case; \"disk\" is what a suite has without further thought. Its rows are deleted and its log is emptied outside of the measured time, which a real suite would have to pay "
            + "for. Each body checks the number of rows that it finds, and each guarded test that it passed.");
        report.Table(["what", "measured on"], Machine.Describe(arguments, Machine.Sqlite()));

        using (Laboratory laboratory = new() { IsQuick = arguments.IsQuick })
        {
            foreach (IQuestion question in s_questions.Where(question => arguments.Only is null || question.GetType().Name == arguments.Only))
            {
                Console.Error.WriteLine($"{question.GetType().Name} …");
                question.Answer(laboratory, report);
            }
        }

        arguments.Publish(report);
        return 0;
    }
}
