using NUnit.DbGuard.Isolation;
using NUnit.DbGuard.Lifecycle;
using NUnit.DbGuard.Postgres.Databases;

namespace NUnit.DbGuard.Tests.Postgres.Databases;

/// <summary>Isolates nothing: clients reach the test database directly. For what happens before and after the tests, and for who may.</summary>
internal sealed class DirectIsolation(string connectionString) : IPostgresIsolation
{
    private readonly Lock _lock = new();
    private readonly List<string> _leased = [];

    public string ConnectionString { get; } = connectionString;

    public bool IsDisposed { get; private set; }

    /// <summary>The scopes that have worked there, in order.</summary>
    public IReadOnlyList<string> Leased
    {
        get
        {
            lock (_lock)
            {
                return [.. _leased];
            }
        }
    }

    public static IPostgresIsolation Of(string connectionString) => new DirectIsolation(connectionString);

    /// <summary>Nothing keeps its scopes apart.</summary>
    public PostgresLease? Top => null;

    public PostgresLease Lease(DatabaseScope scope, DatabaseLease? below, DatabaseIsolation isolation)
    {
        lock (_lock)
        {
            _leased.Add(scope.Name);
        }

        return new DirectLease(this, scope);
    }

    /// <summary>What <see cref="Restore"/> answers.</summary>
    public bool CanRestore { get; set; } = true;

    public Func<string, string>? Keep { get; set; }

    public TestClones? Clones { get; set; }

    public bool Restore()
    {
        ThrowAtEnd();
        return CanRestore;
    }

    /// <summary>What <see cref="Restore"/> and <see cref="Dispose"/> throw; <see langword="null"/>: nothing.</summary>
    public Exception? FailureAtEnd { get; set; }

    public void Dispose()
    {
        IsDisposed = true;
        ThrowAtEnd();
    }

    private void ThrowAtEnd()
    {
        if (FailureAtEnd is { } failure)
        {
            throw failure;
        }
    }

    private sealed class DirectLease(DirectIsolation isolation, DatabaseScope scope) : PostgresLease(isolation)
    {
        public override DatabaseScope Scope => scope;

        public override string ConnectionString => isolation.ConnectionString;

        public override void Fail(DatabaseIsolationException failure)
        {
        }

        public override void End(ScopeReport report)
        {
        }
    }
}
