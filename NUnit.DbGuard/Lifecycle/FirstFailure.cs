using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace NUnit.DbGuard.Lifecycle;

/// <summary>Whose state <c>keep-db</c> keeps: that of the first test of the run which fails and has used a database.</summary>
/// <remarks>One only: a run in which everything fails must not fill a disk. A failure that shows only when databases are restored comes too late for it.</remarks>
/// <param name="settings">The run's settings; a test that has used a database has had them read.</param>
internal sealed class FirstFailure(Lazy<RunSettings> settings)
{
    private int _taken;

    /// <summary>Whether a test that ends is that one; asked once for each.</summary>
    public bool TryTake(TestScope scope, TestResult result) =>
        scope.HasLeases
        && settings.Value.KeepDatabase
        && (scope.HasViolations || result.ResultState.Status == TestStatus.Failed)
        && Interlocked.Exchange(ref _taken, 1) == 0;
}
