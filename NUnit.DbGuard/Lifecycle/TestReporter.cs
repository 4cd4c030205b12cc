using NUnit.DbGuard.Commands;
using NUnit.Framework.Internal;
using NUnit.Framework.Interfaces;

namespace NUnit.DbGuard.Lifecycle;

/// <summary>Puts what the end of a test found onto its result.</summary>
internal static class TestReporter
{
    /// <param name="scope">The test.</param>
    /// <param name="report">What was found.</param>
    /// <param name="context">NUnit's context of the test.</param>
    /// <param name="showsSql">Whether its SQL is written although it has passed.</param>
    public static void Report(TestScope scope, ScopeReport report, TestExecutionContext context, bool showsSql)
    {
        foreach (string note in report.Notes)
        {
            context.OutWriter.WriteLine(note);
            scope.Run.Note(note, scope.Name);
        }

        TestResult result = context.CurrentResult;
        foreach (Exception failure in scope.TakeViolations().Concat(report.Failures))
        {
            scope.Run.Note(failure, scope.Name);

            // The test's own failure shows it already, unless the code under test swallowed it.
            if (result.Message?.Contains(failure.Message, StringComparison.Ordinal) != true)
            {
                Record(result, failure);
            }
        }

        bool hasFailed = result.ResultState.Status == TestStatus.Failed;
        if ((hasFailed || showsSql) && StatementTimeline.Of(scope.Name, scope.Statements) is { } timeline)
        {
            context.OutWriter.WriteLine(timeline);
        }

        report.Changes.ForEach(context.OutWriter.WriteLine);

        if (hasFailed)
        {
            foreach (string hint in report.Hints)
            {
                context.OutWriter.WriteLine(hint);
            }
        }
    }

    // Appends: the body's own failure stays visible.
    private static void Record(TestResult result, Exception exception) => result.RecordException(exception, FailureSite.Test);
}
