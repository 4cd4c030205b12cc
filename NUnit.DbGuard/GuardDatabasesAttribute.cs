using NUnit.DbGuard.Lifecycle;
using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace NUnit.DbGuard;

/// <summary>Guards the databases of a test assembly. The package's targets add it; it need not be written by hand.</summary>
/// <remarks>
/// The one action of the library: marks carry no behaviour. Around each test it opens the test's scope (nothing is sent to a
/// database that the test does not use) and afterwards restores the baseline and reports.
/// </remarks>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = false)]
public sealed class GuardDatabasesAttribute : NUnitAttribute, ITestAction, IApplyToTest
{
    /// <summary>Installs the guard, so that access is closed from here on.</summary>
    public GuardDatabasesAttribute() => Install();

    ActionTargets ITestAction.Targets => ActionTargets.Test | ActionTargets.Suite;

    /// <summary>Installs the guard in this process; later calls do nothing. The package's module initializer calls it.</summary>
    /// <exception cref="DatabaseSetUpException">DBG5006: the SQLite provider cannot be guarded.</exception>
    public static void Install() => GuardSession.Current.Install();

    void ITestAction.BeforeTest(ITest test)
    {
        ArgumentNullException.ThrowIfNull(test);
        if (!test.IsSuite)
        {
            GuardSession.Current.BeginTest(test);
        }
    }

    void ITestAction.AfterTest(ITest test)
    {
        ArgumentNullException.ThrowIfNull(test);
        if (test.IsSuite)
        {
            GuardSession.Current.EndRun();
        }
        else
        {
            GuardSession.Current.EndTest();
        }
    }

    void IApplyToTest.ApplyToTest(Test test) => MarkCategories.AddTo(test);
}
