using NUnit.DbGuard.Isolation;
using NUnit.DbGuard.Lifecycle;

namespace NUnit.DbGuard.Postgres.Databases;

/// <summary>One scope's use of a PostgreSQL database.</summary>
/// <param name="isolation">What has given it; what lies on top of it comes from the same.</param>
internal abstract class PostgresLease(IPostgresIsolation isolation) : DatabaseLease
{
    public IPostgresIsolation Isolation { get; } = isolation;

    public abstract DatabaseScope Scope { get; }

    /// <summary>Keeps a failure for the scope's end, once, because the code under test may swallow an exception.</summary>
    public abstract void Fail(DatabaseIsolationException failure);
}
