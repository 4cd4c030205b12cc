using NUnit.DbGuard.Isolation;
using NUnit.DbGuard.Reporting;
using NUnit.Framework.Interfaces;

namespace NUnit.DbGuard.Lifecycle;

/// <summary>One run of one test; each repetition and each retry has its own.</summary>
internal sealed class TestScope(GuardSession session, ITest test, DatabaseMark mark) : DatabaseScope(test.FullName)
{
    private readonly Lock _lock = new();
    private List<DatabaseAccessBlockedException>? _violations;

    public ITest Test { get; } = test;

    public DatabaseMark Mark { get; } = mark;

    /// <summary>Where its time goes.</summary>
    public TestClock Clock { get; } = new();

    /// <summary>What is to be known of it when the run has ended.</summary>
    public RunRecord Run { get; } = session.Record;

    public override SuiteScope? Below(DatabaseEngine engine) => session.Suites.Below(Test, engine);

    /// <summary>Keeps a refusal, because the code under test may swallow the exception.</summary>
    public void Record(DatabaseAccessBlockedException violation)
    {
        lock (_lock)
        {
            (_violations ??= []).Add(violation);
        }
    }

    /// <summary>Whether a refusal is going to fail it.</summary>
    public bool HasViolations
    {
        get
        {
            lock (_lock)
            {
                return _violations is { Count: > 0 };
            }
        }
    }

    public IReadOnlyList<DatabaseAccessBlockedException> TakeViolations()
    {
        lock (_lock)
        {
            IReadOnlyList<DatabaseAccessBlockedException> taken = _violations ?? [];
            _violations = null;
            return taken;
        }
    }

    public bool IsWithin(ITest suite)
    {
        for (ITest? place = Test.Parent; place is not null; place = place.Parent)
        {
            if (ReferenceEquals(place, suite))
            {
                return true;
            }
        }

        return false;
    }
}
