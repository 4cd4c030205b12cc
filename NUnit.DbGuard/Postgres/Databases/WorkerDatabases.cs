using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Isolation;
using NUnit.DbGuard.Lifecycle;

namespace NUnit.DbGuard.Postgres.Databases;

/// <summary>The databases that the scopes of a run work in, and which of them works where.</summary>
/// <remarks>
/// <para>The main one is where the connection string leads that does not change: scopes that come by it take turns. A scope that asks for its own connection string
/// gets a database beside those of the others: its suite's if that has data, else its worker's, else one that is free, else a new one.</para>
/// <para>Invariants: where a scope works does not change; scopes wait for each other only in the main database, and on the data of one suite.</para>
/// </remarks>
/// <param name="name">The database's name in the catalog, for messages.</param>
/// <param name="main">The main one.</param>
/// <param name="copy">Makes one more, for the worker of a number; <see langword="null"/>: all work in the main one.</param>
internal sealed class WorkerDatabases(string name, WorkerDatabase main, Func<int, WorkerDatabase>? copy)
{
    private readonly Lock _lock = new();
    private WorkerDatabase[] _all = [main];
    private bool _isClosed;

    public WorkerDatabase Main { get; } = main;

    public IReadOnlyList<WorkerDatabase> All => Volatile.Read(ref _all);

    /// <summary>Whether the tests that run at the same time may work in several.</summary>
    public bool AreCopied => copy is not null;

    /// <summary>Gives a scope the use of one.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="below">The lease of the suite that it starts from; <see langword="null"/>: it starts from the baseline.</param>
    /// <param name="isByStable">Whether the scope comes by the connection string that does not change.</param>
    /// <param name="isolation">How the scope's work is undone.</param>
    public PostgresLease Lease(DatabaseScope scope, DatabaseLease? below, bool isByStable, DatabaseIsolation isolation)
    {
        if (below is PostgresLease suite)
        {
            return suite.Isolation.Lease(scope, below, isolation);
        }

        if (copy is null || isByStable || scope.Worker == ParallelWorkers.None)
        {
            return Main.Isolation.Lease(scope, below, isolation);
        }

        // What is free stays free until it is leased; copies are made one after the other anyway.
        lock (_lock)
        {
            if (_isClosed)
            {
                throw AccessErrors.RunEnded(name, scope.Name);
            }

            return Choose(scope.Worker, copy).Isolation.Lease(scope, below, isolation);
        }
    }

    /// <summary>Lets no scope come any more, and waits for a copy that is being made for one.</summary>
    /// <returns>All that there are, and ever will be.</returns>
    public IReadOnlyList<WorkerDatabase> Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            return _all;
        }
    }

    /// <summary>Checks that a scope goes where it works.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="lease">Its lease.</param>
    /// <param name="nameForClients">Where it goes.</param>
    /// <exception cref="DatabaseIsolationException">DBG4020: to another's.</exception>
    public void Check(DatabaseScope scope, PostgresLease lease, string nameForClients)
    {
        if (FindStray(scope, lease, nameForClients) is { } failure)
        {
            throw failure;
        }
    }

    /// <summary>As <see cref="Check"/>, where the work is done already: it fails the scope that it came from and the one that it was done in.</summary>
    public void CheckAfterwards(DatabaseScope scope, PostgresLease lease, string nameForClients)
    {
        if (FindStray(scope, lease, nameForClients) is { } failure)
        {
            Find(nameForClients)!.Isolation.Top?.Fail(failure);
        }
    }

    public bool IsMain(string nameForClients) => nameForClients == Main.NameForClients;

    /// <summary>The scope that works in one of them now.</summary>
    public DatabaseScope? OwnerOf(string nameForClients) => Find(nameForClients)?.Isolation.Top?.Scope;

    private DatabaseIsolationException? FindStray(DatabaseScope scope, PostgresLease lease, string nameForClients)
    {
        if (copy is null || Find(nameForClients) is not { } reached || ReferenceEquals(reached.Isolation, lease.Isolation))
        {
            return null;
        }

        WorkerDatabase own = All.First(database => ReferenceEquals(database.Isolation, lease.Isolation));
        DatabaseIsolationException failure = GatewayErrors.OtherWorkers(
            name, scope.Name, own.NameForClients, reached.NameForClients, reached.Isolation.Top?.Scope.Name, IsMain(nameForClients));

        // Also where the code under test swallows what is thrown.
        lease.Fail(failure);
        return failure;
    }

    private WorkerDatabase? Find(string nameForClients) => Array.Find(Volatile.Read(ref _all), database => database.NameForClients == nameForClients);

    private WorkerDatabase Choose(int worker, Func<int, WorkerDatabase> make)
    {
        WorkerDatabase? own = Array.Find(_all, database => database.Number == worker);
        if (own is null && worker != ParallelWorkers.Unnumbered)
        {
            return Add(make(worker));
        }

        // A worker goes on to other fixtures while tests of one whose data is in its database are still to come.
        return own is { Isolation.Top: null }
            ? own
            : Array.Find(_all, static database => database is { Number: > 0, Isolation.Top: null }) ?? Add(make(_all.Max(static database => database.Number) + 1));
    }

    private WorkerDatabase Add(WorkerDatabase made)
    {
        Volatile.Write(ref _all, [.. _all, made]);
        return made;
    }
}
