using System.Collections.ObjectModel;
using NUnit.DbGuard.Commands;
using NUnit.DbGuard.Postgres.Gateway.Shared;
using NUnit.DbGuard.Postgres.Gateway.Virtual;

namespace NUnit.DbGuard.Postgres.Gateway;

/// <summary>A stretch of work on a database that is undone at its end: a test's, or a suite's one-time set-up and all its tests.</summary>
/// <param name="name">The test's full name.</param>
/// <param name="resetSequences">Whether sequences are to start from the baseline.</param>
internal sealed class GatewayTest(string name, bool resetSequences)
{
    private readonly Lock _lock = new();
    private readonly List<DatabaseIsolationException> _failures = [];
    private readonly List<string> _notes = [];
    private readonly List<string> _hints = [];
    private readonly HashSet<string> _first = [];

    public string Name { get; } = name;

    /// <summary>What its clients ask for; <see langword="null"/>: nobody wants to know.</summary>
    public StatementLog? Statements { get; init; }

    /// <summary>What the database is called in the set-up fixture.</summary>
    public string Database { get; init; } = string.Empty;

    /// <summary>
    /// How the server is reached by the sessions that each client has of its own in this test, so that commits and locks are real; <see langword="null"/>: all
    /// clients share one session.
    /// </summary>
    public string? OwnSessions { get; init; }

    /// <summary>Where in the user's code a client's transaction was begun; <see langword="null"/>: that was not seen.</summary>
    public string? BegunAt(ClientSession client) => Statements is { } log ? StatementPlaces.OfTransaction(log, client.ProcessId) : null;

    /// <summary>Whether those outlive the test, made as they were at their start: the next test works in the same database.</summary>
    public bool ParksSessions { get; init; }

    /// <summary>Whether a client may have kept the server from counting what it writes, by the setting <c>track_counts</c>.</summary>
    public bool HidesCounts { get; set; }

    /// <summary>How many clients have had.</summary>
    public int OwnSessionCount { get; set; }

    /// <summary>Whether any client has had one.</summary>
    public bool HasHadOwnSessions => OwnSessionCount > 0;

    /// <summary>Whether sequences still have to be put back; done by its first flight.</summary>
    public bool MustResetSequences { get; set; } = resetSequences;

    /// <summary>The frame of a test that works on top of a suite's data; <see langword="null"/>: on the baseline itself.</summary>
    public TransactionFrame? Layer { get; set; }

    /// <summary>The temporary tables that clients had made in the suite's work when the test began, and whether each is emptied at COMMIT.</summary>
    public IReadOnlyDictionary<ClientSession, KeyValuePair<string, bool>[]> TemporaryTablesBelow { get; set; } = ReadOnlyDictionary<ClientSession, KeyValuePair<string, bool>[]>.Empty;

    /// <summary>What was known of the suite's routines when the test began; <see langword="null"/>: the baseline's.</summary>
    public SessionWords? WordsAtStart { get; set; }

    /// <summary>Whether those had changed since they were read.</summary>
    public bool MustReadWordsAtStart { get; set; }

    /// <summary>Whether it is to be told what its work has left changed.</summary>
    public bool TellsChanges { get; set; }

    /// <summary>What it has left changed.</summary>
    public IReadOnlyList<LeftChanges> Changes { get; set; } = [];

    /// <summary>What fails the test. Kept here because the code under test may swallow what its client was told.</summary>
    public IReadOnlyList<DatabaseIsolationException> Failures
    {
        get
        {
            lock (_lock)
            {
                return [.. _failures];
            }
        }
    }

    public IReadOnlyList<string> Notes
    {
        get
        {
            lock (_lock)
            {
                return [.. _notes];
            }
        }
    }

    public DatabaseIsolationException Fail(DatabaseIsolationException failure)
    {
        lock (_lock)
        {
            _failures.Add(failure);
        }

        return failure;
    }

    /// <summary>What may be why the test did not pass, and is told only then: on a test that passes it would be noise.</summary>
    public IReadOnlyList<string> Hints
    {
        get
        {
            lock (_lock)
            {
                return [.. _hints];
            }
        }
    }

    /// <summary>The transaction that has asked for its time, in this test or in the suite's set-up.</summary>
    public TransactionFrame? AskedTime { get; set; }

    /// <summary>Whether a transaction asks for its time when another one has.</summary>
    public bool AsksTimeAgain(TransactionFrame? transaction)
    {
        AskedTime ??= transaction;
        return !ReferenceEquals(AskedTime, transaction) && IsFirst("DBG4019");
    }

    /// <summary>Whether something is to be noted now: once in a test.</summary>
    /// <param name="what">The code, and what it is about where that counts.</param>
    public bool IsFirst(string what)
    {
        lock (_lock)
        {
            return _first.Add(what);
        }
    }

    /// <summary>Keeps a hint for the case that the test does not pass.</summary>
    public void Hint(string text)
    {
        lock (_lock)
        {
            _hints.Add(text);
        }
    }

    /// <summary>Notes something once.</summary>
    public void Note(string text)
    {
        lock (_lock)
        {
            if (!_notes.Contains(text))
            {
                _notes.Add(text);
            }
        }
    }
}
