using Microsoft.Data.Sqlite;
using NUnit.DbGuard.Commands;
using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Isolation;
using NUnit.DbGuard.Lifecycle;

namespace NUnit.DbGuard.Sqlite;

/// <summary>One scope's use of one SQLite database: which copy it works on, and from which layer.</summary>
/// <remarks>
/// <para>States: idle (no copy yet) → working (holds a copy) → ended. A suite's lease is frozen when the first of its tests needs
/// the database (what was committed becomes the layer of its tests, the copy is free again), and works again in one-time tear-down, on
/// that layer; what it writes then is dropped.</para>
/// <para>Invariant: while the lease holds a copy, only its scope's work runs in it.</para>
/// </remarks>
internal sealed class SqliteLease : DatabaseLease
{
    private static readonly TimeSpan s_callLimit = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly SqliteEngine _engine;
    private SqliteLayer _start;
    private SqliteCopy? _copy;
    private DatabaseIsolationException? _freezeFailure;
    private bool _frozen;
    private volatile bool _fenced;

    public SqliteLease(SqliteEngine engine, DatabaseScope scope, SqliteLayer start)
    {
        _engine = engine;
        Scope = scope;
        IsOpenedByMark = scope is TestScope { Mark: { } mark } && engine.IsOpenedBy(mark);
        _start = start;
    }

    public DatabaseScope Scope { get; }

    /// <summary>What the database is called in the set-up fixture.</summary>
    public string Database => _engine.Name;

    /// <summary>Whether the scope is a test whose own mark opens the database, from its first moment to its last.</summary>
    public bool IsOpenedByMark { get; }

    /// <summary>Whether the scope's work may run now.</summary>
    public bool IsOpen => !_fenced && Scope.IsActive;

    public override string ConnectionString => _engine.ConnectionStringTo(CopyFor(preferred: null).Path);

    /// <summary>The copy that the lease works on, taken now if it has none.</summary>
    /// <param name="preferred">The copy of a connection that wants to work in it: taken if it is free.</param>
    public SqliteCopy CopyFor(SqliteCopy? preferred)
    {
        lock (_lock)
        {
            if (_copy is null)
            {
                if (!Scope.IsActive)
                {
                    throw AccessErrors.ScopeEnded(Scope.Name, _engine.Name);
                }

                _copy = _engine.Take(this, _start, preferred);
            }

            _fenced = false;
            return _copy;
        }
    }

    /// <summary>The copy to open a new connection on: another one after the code under test has deleted the file.</summary>
    public SqliteCopy CopyToOpen()
    {
        SqliteCopy copy = CopyFor(preferred: null);
        if (File.Exists(copy.Path) || !copy.HasFile)
        {
            return copy;
        }

        lock (_lock)
        {
            if (ReferenceEquals(_copy, copy))
            {
                _engine.Retire(copy);
                _copy = _engine.TakeVacant(this);
            }

            return _copy!;
        }
    }

    /// <summary>What the tests of a suite start from: what its one-time set-up has committed.</summary>
    /// <exception cref="DatabaseIsolationException">DBG3003: it left a transaction open.</exception>
    public SqliteLayer Freeze()
    {
        lock (_lock)
        {
            if (_freezeFailure is { } earlier)
            {
                throw earlier;
            }

            if (_copy is not { } copy)
            {
                _frozen = true;
                return _start;
            }

            _fenced = true;
            if (!copy.WaitForCalls(s_callLimit))
            {
                _engine.Retire(copy);
                _copy = null;
                throw _freezeFailure = IsolationErrors.WorkDidNotStop(_engine.Name, Scope.Name, s_callLimit);
            }

            SqliteHandle? busy = Array.Find(copy.Live(), handle => !copy.IsIdle(handle));
            SqliteLayer? layer = busy is not null ? null : _frozen ? _start : copy.Freeze();
            if (busy is not null && !_frozen)
            {
                throw _freezeFailure = IsolationErrors.SetUpTransactionOpen(_engine.Name, Scope.Name, busy.PlaceOpened());
            }

            _copy = null;
            bool isFirst = !_frozen;
            _frozen = true;
            if (layer is null)
            {
                _engine.Retire(copy);
                if (isFirst)
                {
                    throw _freezeFailure = IsolationErrors.SetUpNotKept(_engine.Name, Scope.Name);
                }

                return _start;
            }

            _start = layer;
            _engine.Release(copy, layer);
            return layer;
        }
    }

    public override void End(ScopeReport report)
    {
        SqliteCopy? copy;
        lock (_lock)
        {
            _fenced = true;
            copy = _copy;
            _copy = null;
        }

        if (Scope is SuiteScope)
        {
            _engine.RetireCopiesWithConnectionsOf(Scope);
        }

        if (copy is null)
        {
            return;
        }

        bool reusable = false;
        try
        {
            reusable = Check(copy, report);
        }
        finally
        {
            if (reusable)
            {
                _engine.Release(copy, _start);
            }
            else
            {
                _engine.Retire(copy);
            }
        }
    }

    // Whether the copy may be rewound and used again.
    private bool Check(SqliteCopy copy, ScopeReport report)
    {
        if (!copy.WaitForCalls(s_callLimit))
        {
            report.Failures.Add(IsolationErrors.WorkDidNotStop(_engine.Name, Scope.Name, s_callLimit));
            return false;
        }

        if (report.TellsChanges && LeftChanges.Text(_engine.Name, _engine.ChangesIn(copy)) is { } changes)
        {
            report.Changes.Add(changes);
        }

        if (report.KeepsState)
        {
            report.Notes.Add(SqliteFailedState.Keep(_engine.Name, Scope.Name, _engine.Target, copy));
        }

        bool reusable = CheckConnections(copy, report);
        if ((copy.HasUncheckedForeignKeys || copy.IsUncheckedByDefault) && copy.WasWritten() && Scope is TestScope)
        {
            CheckForeignKeys(copy, report);
        }

        return reusable;
    }

    private bool CheckConnections(SqliteCopy copy, ScopeReport report)
    {
        // A suite's connections do not come into the pool.
        if (Scope is not SuiteScope && Array.Exists(copy.Live(), handle => ReferenceEquals(handle.Opener, Scope)))
        {
            // Those that the pool still holds come back to the copy.
            _engine.CloseIdleConnections();
        }

        bool reusable = true;
        List<SqliteHandle> leaked = [];
        foreach (SqliteHandle handle in copy.Live())
        {
            if (Scope is not SuiteScope && ReferenceEquals(handle.Opener, Scope))
            {
                leaked.Add(handle);
            }
            else if (handle.Opener is { IsActive: false })
            {
                // Left by a suite that is over: it would keep a test from locking the file.
                reusable = false;
            }
            else if (!copy.IsIdle(handle))
            {
                report.Failures.Add(IsolationErrors.SetUpConnectionBusy(_engine.Name, Scope.Name, handle.PlaceOpened()));
                reusable = false;
            }
        }

        if (leaked.Count > 0)
        {
            reusable = false;
            report.Notes.Add(IsolationErrors.ConnectionLeaked(
                _engine.Name, Scope.Name, leaked.Count, leaked.Select(static handle => handle.PlaceOpened() ?? "by code that is not the test project's").Distinct()));
        }

        return reusable;
    }

    // Only what the test itself broke: the baseline may hold violations of its own.
    private void CheckForeignKeys(SqliteCopy copy, ScopeReport report)
    {
        IReadOnlyList<string> after = copy.ForeignKeyViolations();
        if (after.Count == 0)
        {
            return;
        }

        List<string> own = [.. after];
        foreach (string known in _engine.ForeignKeyViolationsOf(_start))
        {
            // One for one: rows without a number look alike.
            _ = own.Remove(known);
        }

        if (own.Count > 0)
        {
            report.Failures.Add(IsolationErrors.ForeignKeysViolated(_engine.Name, Scope.Name, own));
        }
    }
}
