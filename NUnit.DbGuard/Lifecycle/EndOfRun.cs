using System.Runtime.ExceptionServices;

namespace NUnit.DbGuard.Lifecycle;

/// <summary>Does what must not be left undone because something before it has failed.</summary>
internal static class EndOfRun
{
    /// <summary>Does all steps in their order; then throws what came of them.</summary>
    /// <exception cref="AggregateException">Several have failed. The failure of only one is thrown as it is.</exception>
    public static void Do(IEnumerable<Action> steps)
    {
        List<Exception> failures = [];
        foreach (Action step in steps)
        {
            try
            {
                step();
            }
#pragma warning disable CA1031 // One step's failure must not keep the others from being done.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                failures.Add(failure);
            }
        }

        if (failures is [{ } only])
        {
            ExceptionDispatchInfo.Throw(only);
        }

        if (failures.Count > 0)
        {
            throw new AggregateException(failures);
        }
    }
}
