using NUnit.DbGuard.Isolation;
using NUnit.DbGuard.Lifecycle;
using NUnit.DbGuard.Postgres.Databases;

namespace NUnit.DbGuard.Tests.Postgres.Databases;

/// <summary>Isolates nothing: clients reach the test database directly. For what happens before and after the tests, and for who may.</summary>
internal sealed class DirectIsolation(string connectionString) : IPostgresIsolation
{
    private readonly Lock _lock = new();
    private readonly List<string> _announced = [];

    public string ConnectionString { get; } = connectionString;

    public bool IsDisposed { get; private set; }

    /// <summary>The scopes that were announced, in order.</summary>
    public IReadOnlyList<string> Announced
    {
        get
        {
            lock (_lock)
            {
                return [.. _announced];
            }
        }
    }

    public static IPostgresIsolation Of(string connectionString) => new DirectIsolation(connectionString);

    public DatabaseLease Lease(DatabaseScope scope, DatabaseLease? below) => new DirectLease(ConnectionString);

    public void Announce(DatabaseScope scope)
    {
        lock (_lock)
        {
            _announced.Add(scope.Name);
        }
    }

    /// <summary>What <see cref="Restore"/> answers.</summary>
    public bool CanRestore { get; set; } = true;

    public bool Restore() => CanRestore;

    public void Dispose() => IsDisposed = true;

    private sealed class DirectLease(string connectionString) : DatabaseLease
    {
        public override string ConnectionString => connectionString;

        public override void End(ScopeReport report)
        {
        }
    }
}
