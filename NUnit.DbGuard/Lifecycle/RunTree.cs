using NUnit.Framework.Interfaces;

namespace NUnit.DbGuard.Lifecycle;

/// <summary>All tests and suites of a run, those that a filter leaves out too.</summary>
internal static class RunTree
{
    /// <summary>Whether something is true of any of them.</summary>
    /// <param name="test">Any test or suite of the run.</param>
    /// <param name="predicate">What may be true.</param>
    public static bool Any(ITest test, Func<ITest, bool> predicate)
    {
        ITest root = test;
        while (root.Parent is { } parent)
        {
            root = parent;
        }

        return AnyFrom(root, predicate);
    }

    private static bool AnyFrom(ITest place, Func<ITest, bool> predicate) => predicate(place) || place.Tests.Any(below => AnyFrom(below, predicate));
}
