using NUnit.DbGuard.Lifecycle;

namespace NUnit.DbGuard.Isolation;

/// <summary>One scope's use of one database.</summary>
internal abstract class DatabaseLease
{
    /// <summary>What the scope's code must use to reach its database, other processes included.</summary>
    public abstract string ConnectionString { get; }

    /// <summary>Fences, checks, restores; adds what it found to the report. Called once.</summary>
    public abstract void End(ScopeReport report);
}
