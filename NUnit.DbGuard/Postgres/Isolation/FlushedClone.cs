using NUnit.DbGuard.Postgres.Databases;
using NUnit.DbGuard.Postgres.Flushing;

namespace NUnit.DbGuard.Postgres.Isolation;

/// <summary>A copy that one test after the other works in, and what puts it back between them.</summary>
internal sealed class FlushedClone(TestClone clone, FlushedDatabase database)
{
    public TestClone Clone { get; } = clone;

    public FlushedDatabase Database { get; } = database;
}
