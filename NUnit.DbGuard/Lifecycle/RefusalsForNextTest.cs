using NUnit.Framework.Interfaces;

namespace NUnit.DbGuard.Lifecycle;

/// <summary>Refusals of a suite's one-time set-up or of a constructor, kept for the test that runs next in it: NUnit offers no seam there.</summary>
internal sealed class RefusalsForNextTest
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ITest, List<DatabaseAccessBlockedException>> _refusals = new(ReferenceEqualityComparer.Instance);
    private volatile bool _any;

    public void Keep(ITest suiteOrTest, DatabaseAccessBlockedException refusal)
    {
        lock (_lock)
        {
            if (!_refusals.TryGetValue(suiteOrTest, out List<DatabaseAccessBlockedException>? refusals))
            {
                _refusals.Add(suiteOrTest, refusals = []);
            }

            refusals.Add(refusal);
            _any = true;
        }
    }

    /// <summary>Charges a test that begins with those of its own and of the suites that it is in.</summary>
    public void MoveTo(TestScope scope)
    {
        if (!_any)
        {
            return;
        }

        lock (_lock)
        {
            for (ITest? place = scope.Test; place is not null; place = place.Parent)
            {
                if (_refusals.Remove(place, out List<DatabaseAccessBlockedException>? refusals))
                {
                    refusals.ForEach(scope.Record);
                }
            }

            _any = _refusals.Count > 0;
        }
    }

    /// <summary>Takes those that no test has followed.</summary>
    public IReadOnlyList<DatabaseAccessBlockedException> TakeAll()
    {
        lock (_lock)
        {
            DatabaseAccessBlockedException[] all = [.. _refusals.Values.SelectMany(static refusals => refusals)];
            _refusals.Clear();
            _any = false;
            return all;
        }
    }
}
