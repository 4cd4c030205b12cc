using NUnit.DbGuard.Isolation;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace NUnit.DbGuard.Lifecycle;

/// <summary>The suites whose one-time set-up has used a database.</summary>
internal sealed class SuiteScopes(GuardSession session)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ITest, SuiteScope> _scopes = new(ReferenceEqualityComparer.Instance);
    private volatile bool _any;

    public SuiteScope GetOrAdd(ITest suite, TestResult result)
    {
        lock (_lock)
        {
            if (!_scopes.TryGetValue(suite, out SuiteScope? scope))
            {
                scope = new SuiteScope(session, suite, result);
                _scopes.Add(suite, scope);
                _any = true;
            }

            return scope;
        }
    }

    /// <summary>The nearest suite above a test that has used the database.</summary>
    public SuiteScope? Below(ITest test, DatabaseEngine engine) => test.Parent is { } parent ? FromSuite(parent, engine) : null;

    public SuiteScope? FromSuite(ITest suite, DatabaseEngine engine)
    {
        if (!_any)
        {
            return null;
        }

        List<SuiteScope> above = [];
        lock (_lock)
        {
            for (ITest? place = suite; place is not null; place = place.Parent)
            {
                if (_scopes.TryGetValue(place, out SuiteScope? scope))
                {
                    above.Add(scope);
                }
            }
        }

        // A scope's own lock is held while it asks for what is below it, so it is never taken under this one.
        return above.Find(scope => scope.FindLease(engine) is not null);
    }

    /// <summary>Whether a suite's one-time set-up has used a database.</summary>
    public bool Any => _any;

    /// <summary>Ends the scopes of suites that NUnit has finished.</summary>
    public void EndThoseThatAreOver() => End(static scope => scope.IsOver);

    public void EndAll() => End(static _ => true);

    private void End(Predicate<SuiteScope> which)
    {
        if (!_any)
        {
            return;
        }

        List<SuiteScope> over = [];
        lock (_lock)
        {
            foreach (SuiteScope scope in _scopes.Values)
            {
                if (which(scope))
                {
                    over.Add(scope);
                }
            }

            foreach (SuiteScope scope in over)
            {
                _scopes.Remove(scope.Suite);
            }

            _any = _scopes.Count > 0;
        }

        foreach (SuiteScope scope in over)
        {
            session.Record.Note(scope.End(), scope.Name);
        }
    }
}
