using NUnit.DbGuard.Isolation;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace NUnit.DbGuard.Lifecycle;

/// <summary>
/// The one-time set-up and tear-down of a suite: what they write is what the suite's tests start from, and is gone after the suite.
/// </summary>
/// <remarks>
/// NUnit has no seam after <c>[OneTimeTearDown]</c>. The suite's result is completed then, and that is how its end is seen.
/// </remarks>
internal sealed class SuiteScope(GuardSession session, ITest suite, TestResult result) : DatabaseScope(suite.FullName)
{
    public ITest Suite { get; } = suite;

    /// <summary>Whether the suite's last tear-down is over.</summary>
    public bool IsOver => IsFinal(result);

    /// <summary>Whether a result is complete: NUnit sets the time when it completes it.</summary>
    public static bool IsFinal(TestResult result) => result.EndTime != default;

    public override SuiteScope? Below(DatabaseEngine engine) => Suite.Parent is { } parent ? session.Suites.FromSuite(parent, engine) : null;
}
