using NUnit.DbGuard.Commands;
using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Isolation;
using NUnit.Framework.Internal;

namespace NUnit.DbGuard.Lifecycle;

/// <summary>
/// A stretch of a run in which databases are used, and whose work is undone at its end: a test, a suite's one-time set-up,
/// or a <see cref="DatabaseAccess.Allow"/> outside of both.
/// </summary>
/// <remarks>
/// <para>States: <c>Open</c> → <c>Ending</c> (no new work starts; what runs is waited for) → <c>Ended</c>. Only the thread that ends the scope moves it on.</para>
/// <para>Invariants: a lease is made on first use, never twice for one database; a scope that is not open makes none; every lease
/// is ended exactly once, also when another's end fails.</para>
/// </remarks>
/// <param name="name">The test's or suite's full name, or what stands for it.</param>
/// <param name="worker">The worker that it runs on; <see langword="null"/>: the one that NUnit has it run on.</param>
internal abstract class DatabaseScope(string name, int? worker = null)
{
    private const int Open = 0;
    private const int Ending = 1;
    private const int Ended = 2;

    private readonly Lock _lock = new();
    private Dictionary<DatabaseEngine, DatabaseLease>? _leases;
    private volatile int _state;

    /// <summary>The test's or suite's full name, or what stands for it.</summary>
    public string Name { get; } = name;

    public bool IsActive => _state == Open;

    /// <summary>What its databases were asked to run.</summary>
    public StatementLog Statements { get; } = new();

    /// <summary>Whether NUnit runs it on a worker beside which others run.</summary>
    public bool IsOnParallelWorker => Worker != ParallelWorkers.None;

    /// <summary>The number of the parallel worker that it runs on; <see cref="ParallelWorkers.None"/> on the one for what runs alone.</summary>
    public int Worker { get; } = worker ?? ParallelWorkers.NumberOf(TestExecutionContext.CurrentContext.TestWorker);

    /// <summary>The scope whose data this one starts from; <see langword="null"/>: the baseline.</summary>
    public abstract SuiteScope? Below(DatabaseEngine engine);

    /// <summary>The lease that the scope has on a database, made on first use; the same by all of the database's names.</summary>
    /// <param name="engine">The database.</param>
    /// <param name="isByStable">
    /// Whether the first use is by the connection string that is the same for all tests, which leads all that run at the same time to one place, and not by the scope's own.
    /// </param>
    public DatabaseLease LeaseOf(DatabaseEngine engine, bool isByStable = false)
    {
        engine = engine.Primary;
        lock (_lock)
        {
            if (_state != Open)
            {
                throw AccessErrors.ScopeEnded(Name, engine.Name);
            }

            _leases ??= [];
            if (!_leases.TryGetValue(engine, out DatabaseLease? lease))
            {
                lease = engine.Lease(this, Below(engine)?.FindLease(engine), isByStable);
                _leases.Add(engine, lease);
            }

            return lease;
        }
    }

    public DatabaseLease? FindLease(DatabaseEngine engine)
    {
        lock (_lock)
        {
            return _leases?.GetValueOrDefault(engine);
        }
    }

    /// <summary>Whether it has used a database.</summary>
    public bool HasLeases
    {
        get
        {
            lock (_lock)
            {
                return _leases is { Count: > 0 };
            }
        }
    }

    /// <summary>The names of the databases that it has used.</summary>
    public IReadOnlyList<string> UsedDatabases
    {
        get
        {
            lock (_lock)
            {
                return _leases is { Count: > 0 } leases ? [.. leases.Keys.Select(static engine => engine.Name)] : [];
            }
        }
    }

    /// <summary>Ends every lease and returns what is to be reported.</summary>
    /// <param name="keepsState">Whether somebody is to look at what it has left in its databases.</param>
    /// <param name="tellsChanges">Whether it is to be told what it has left changed.</param>
    public ScopeReport End(bool keepsState = false, bool tellsChanges = false)
    {
        DatabaseLease[] leases;
        lock (_lock)
        {
            if (_state != Open)
            {
                return new ScopeReport();
            }

            _state = Ending;
            leases = _leases is null ? [] : [.. _leases.Values];
        }

        ScopeReport report = new() { KeepsState = keepsState, TellsChanges = tellsChanges };
        foreach (DatabaseLease lease in leases)
        {
            try
            {
                lease.End(report);
            }
#pragma warning disable CA1031 // One database's failure must not keep the others' baselines from being restored.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                report.Failures.Add(exception);
            }
        }

        _state = Ended;
        Statements.Close();
        return report;
    }
}
