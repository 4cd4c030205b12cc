using NUnit.DbGuard.Lifecycle;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace NUnit.DbGuard.Access;

/// <summary>Who asks for a database.</summary>
internal enum SubjectKind
{
    /// <summary>The flow of a test that runs.</summary>
    Test,

    /// <summary>The flow of a test that has ended: work that it left behind.</summary>
    EndedTest,

    /// <summary>A test's flow before its set-up or after its tear-down: the constructor of a fixture that is made for each test, or what another extension wraps around it.</summary>
    BeforeTest,

    /// <summary>A suite's one-time set-up or tear-down.</summary>
    Suite,

    /// <summary>The flow of a suite that is over: work that its one-time set-up left behind.</summary>
    EndedSuite,

    /// <summary>No test's flow, while tests run: a host's thread, or work started by a suite.</summary>
    Background,

    /// <summary>No test's flow, and no test runs: discovery, static initialisers, test case sources.</summary>
    Outside,
}

/// <summary>Who asks for a database, found at the moment of access.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Test">The test's scope, for <see cref="SubjectKind.Test"/> and <see cref="SubjectKind.EndedTest"/>.</param>
/// <param name="NUnitTest">NUnit's test or suite, where the flow has one.</param>
/// <param name="Result">The suite's result, for <see cref="SubjectKind.Suite"/>.</param>
/// <param name="Running">The tests that background work may belong to.</param>
internal readonly record struct Subject(
    SubjectKind Kind,
    TestScope? Test = null,
    ITest? NUnitTest = null,
    TestResult? Result = null,
    IReadOnlyList<TestScope>? Running = null)
{
    public static Subject Find(GuardSession session)
    {
        if (FlowState.Current?.Test is { } test)
        {
            return new Subject(test.IsActive ? SubjectKind.Test : SubjectKind.EndedTest, test, test.Test);
        }

        // This creates a context where there is none, and costs a microsecond or two: no test's own flow comes here.
        TestExecutionContext context = TestExecutionContext.CurrentContext;
        IReadOnlyList<TestScope> running = session.Running;
        if (context is TestExecutionContext.AdhocContext || context.CurrentTest is not { } current)
        {
            return running.Count > 0 ? new Subject(SubjectKind.Background, Running: running) : new Subject(SubjectKind.Outside);
        }

        if (!current.IsSuite)
        {
            return new Subject(SubjectKind.BeforeTest, NUnitTest: current);
        }

        // A host that one-time set-up started keeps the suite's flow while the suite's tests run.
        IReadOnlyList<TestScope> within = [.. running.Where(scope => scope.IsWithin(current))];
        return within.Count > 0
            ? new Subject(SubjectKind.Background, NUnitTest: current, Running: within)
            : new Subject(SuiteScope.IsFinal(context.CurrentResult) ? SubjectKind.EndedSuite : SubjectKind.Suite, NUnitTest: current, Result: context.CurrentResult);
    }
}
