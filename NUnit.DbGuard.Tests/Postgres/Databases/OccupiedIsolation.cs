using NUnit.DbGuard.Isolation;
using NUnit.DbGuard.Lifecycle;
using NUnit.DbGuard.Postgres.Databases;

namespace NUnit.DbGuard.Tests.Postgres.Databases;

/// <summary>Keeps book of who works in a database, and reaches none.</summary>
internal sealed class OccupiedIsolation(string name) : IPostgresIsolation
{
    private readonly Stack<PostgresLease> _leases = new();

    public string ConnectionString => $"Host=127.0.0.1;Port=1;Database={name}";

    public PostgresLease? Top => _leases.TryPeek(out PostgresLease? top) ? top : null;

    public PostgresLease Lease(DatabaseScope scope, DatabaseLease? below, DatabaseIsolation isolation)
    {
        BookedLease lease = new(this, scope);
        _leases.Push(lease);
        return lease;
    }

    public Func<string, string>? Keep { get; set; }

    public TestClones? Clones { get; set; }

    public bool Restore() => true;

    public void Dispose()
    {
    }

    private sealed class BookedLease(OccupiedIsolation isolation, DatabaseScope scope) : PostgresLease(isolation)
    {
        private readonly Dictionary<string, Exception> _failures = [];

        public override DatabaseScope Scope => scope;

        public override string ConnectionString => isolation.ConnectionString;

        public override void Fail(DatabaseIsolationException failure) => _failures[failure.Message] = failure;

        public override void End(ScopeReport report)
        {
            report.Failures.AddRange(_failures.Values);
            Assert.That(isolation._leases.Pop(), Is.SameAs(this), "they lie on top of each other");
        }
    }
}
