using NUnit.Framework.Constraints;

namespace NUnit.DbGuard.Tests.Postgres.Server;

/// <summary>What another process is about to do.</summary>
internal static class Eventually
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(10);

    /// <summary>A constraint that holds within the limit.</summary>
    public static DelayedConstraint Soon(this Constraint constraint) => new(constraint, (int)s_limit.TotalMilliseconds, (int)s_pause.TotalMilliseconds);

    /// <summary>Asserts that neither a process nor a file is left of a server.</summary>
    public static void AssertNothingLeft(string folder)
    {
        Assert.That(() => ServerProcess.Of(folder), Is.Empty.Soon());
        Assert.That(() => Directory.Exists(folder), Is.False.Soon());
    }
}
