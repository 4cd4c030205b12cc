using System.Globalization;
using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Execution;

namespace NUnit.DbGuard.Lifecycle;

/// <summary>What NUnit's workers and marks tell of tests that run at the same time.</summary>
internal static class ParallelWorkers
{
    /// <summary>The number of a worker that runs tests one after the other while no others run.</summary>
    public const int None = 0;

    /// <summary>The number of a parallel worker that has none: the one of a single-threaded apartment.</summary>
    public const int Unnumbered = -1;

    private const ParallelScope Beside = ParallelScope.Self | ParallelScope.Children | ParallelScope.Fixtures;

    /// <summary>The number of a worker; its name ends with it, as in <c>ParallelWorker#1</c>.</summary>
    public static int NumberOf(TestWorker? worker)
    {
        if (worker is not { WorkQueue.IsParallelQueue: true, Name: { } name })
        {
            return None;
        }

        ReadOnlySpan<char> number = name.AsSpan(name.LastIndexOf('#') + 1);
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int found) && found > None ? found : Unnumbered;
    }

    /// <summary>Whether any test of a run is marked to run beside others; of those that a filter leaves out, too.</summary>
    /// <param name="test">Any test or suite of the run.</param>
    public static bool AreUsedIn(ITest test) =>
        RunTree.Any(test, static place => place.Properties.Get(PropertyNames.ParallelScope) is ParallelScope scope && (scope & Beside) != 0);
}
