using System.Diagnostics;
using NUnit.DbGuard.Access;
using NUnit.DbGuard.Isolation;
using NUnit.DbGuard.Lifecycle;

namespace NUnit.DbGuard.Sqlite;

/// <summary>One native connection that the process has open.</summary>
/// <remarks>
/// States: live (a managed connection has it) → parked (closed by its user, kept open by its copy with its schema parsed) → live …
/// → closed. Only a handle on which nothing was changed that its next user could find is ever parked.
/// </remarks>
internal sealed class SqliteHandle
{
    // No function has as few arguments, so no hook is taken for a function of the same name.
    private const int HookArguments = int.MinValue + 1;

    private readonly Lock _lock = new();
    private HashSet<(string Name, int Arguments)>? _registered;
    private volatile SqliteCopy[] _attached = [];

    /// <param name="database">The native handle.</param>
    /// <param name="kind">What it is open on.</param>
    /// <param name="target">The file or memory database, for messages.</param>
    /// <param name="flags">The flags that it was opened with.</param>
    public SqliteHandle(nint database, SqliteHandleKind kind, string target, int flags)
    {
        Database = database;
        Kind = kind;
        Target = target;
        Flags = flags;
    }

    public nint Database { get; }

    public SqliteHandleKind Kind { get; }

    public string Target { get; }

    public int Flags { get; }

    /// <summary>The copy it is open on, for <see cref="SqliteHandleKind.Copy"/>.</summary>
    public SqliteCopy? Copy { get; init; }

    /// <summary>The statements that it is in the midst of.</summary>
    public SqliteRuns Runs { get; } = new();

    /// <summary>What besides the copy decides whether a parked handle fits an open: flags and URI parameters.</summary>
    public string Key { get; init; } = string.Empty;

    /// <summary>The database being created, for <see cref="SqliteHandleKind.Creation"/>.</summary>
    public DatabaseCreation? Creation { get; init; }

    /// <summary>The scope in which it was last opened.</summary>
    public DatabaseScope? Opener { get; set; }

    /// <summary>Where it was last opened.</summary>
    public StackTrace? OpenedAt { get; set; }

    /// <summary>The scope that last passed the gate with it.</summary>
    public DatabaseScope? Granted { get; set; }

    /// <summary>Whether something was changed that its next user must not find.</summary>
    public bool IsTainted { get; set; }

    /// <summary>Whether <c>PRAGMA foreign_keys</c> or <c>recursive_triggers</c> was set: put back when the handle is parked.</summary>
    public bool HasSessionPragma { get; set; }

    /// <summary>Whether foreign keys may have been off since it was opened: what it writes is checked at the end.</summary>
    public bool IsUnchecked { get; set; }

    /// <summary>Whether the pool of Microsoft.Data.Sqlite could hand it to another test, because nothing has kept it from the pool yet.</summary>
    public bool MayWander { get; set; }

    /// <summary>Whether its user has closed it.</summary>
    public bool IsParked { get; set; }

    /// <summary>Other copies that it has attached; never changed, only replaced.</summary>
    public SqliteCopy[] Attached => _attached;

    public bool HasRegistrations
    {
        get
        {
            lock (_lock)
            {
                return _registered is { Count: > 0 };
            }
        }
    }

    public void AddAttached(SqliteCopy copy)
    {
        lock (_lock)
        {
            _attached = [.. _attached, copy];
        }
    }

    /// <summary>Keeps count of functions and collations: Microsoft.Data.Sqlite takes them back when it closes a pooled connection.</summary>
    public void Register(string name, int arguments, bool present)
    {
        lock (_lock)
        {
            if (present)
            {
                (_registered ??= []).Add((name, arguments));
            }
            else
            {
                _registered?.Remove((name, arguments));
            }
        }
    }

    /// <summary>Keeps count of hooks, of which there is one of a kind: Microsoft.Data.Sqlite sets one in every transaction, and takes it back at its end.</summary>
    public void RegisterHook(string kind, bool present) => Register(kind, HookArguments, present);

    public string? PlaceOpened() => OpenedAt is { } trace ? UserFrame.First(trace) : null;
}

/// <summary>What a native connection is open on.</summary>
internal enum SqliteHandleKind
{
    /// <summary>A test's copy of a configured database.</summary>
    Copy,

    /// <summary>A database that lives and dies with its connections.</summary>
    Private,

    /// <summary>A database that is being created.</summary>
    Creation,

    /// <summary>The guard's own.</summary>
    Internal,

    /// <summary>Opened before the guard was there.</summary>
    Unknown,
}
