using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Lifecycle;
using NUnit.DbGuard.Postgres.Databases;
using NUnit.DbGuard.Postgres.Flushing;
using NUnit.DbGuard.Postgres.Gateway;

namespace NUnit.DbGuard.Postgres.Isolation;

/// <summary>Where scopes work whose commits are real: in copies of what they start from.</summary>
/// <remarks>
/// <para>Clone: each test has a copy of its own. Flush: one copy serves one test after the other, and is put back between them; where that cannot be done it is
/// dropped, and the next test has a fresh one. So both give the same, and Flush is a matter of cost.</para>
/// <para>One-time data are committed in a copy of the suite's. Its tests work in a copy of that, as it is when they begin.</para>
/// <para>One scope at a time, as the leases are.</para>
/// </remarks>
/// <param name="database">The database behind the gateway.</param>
/// <param name="clones">What makes copies.</param>
/// <param name="connectionStringOf">How the gateway reaches a copy.</param>
internal sealed class RealCommits(GatewayDatabase database, TestClones clones, Func<TestClone, string> connectionStringOf) : IDisposable
{
    private FlushedClone? _flushed;
    private bool _cannotFlush;

    /// <summary>Gives a scope a place to work in.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="suite">The lease of the suite that it starts from; <see langword="null"/>: it starts from the baseline.</param>
    /// <param name="isolation">How its work is undone.</param>
    /// <returns>The copy, and what puts it back; <see langword="null"/>: it is used once.</returns>
    public (TestClone Clone, FlushedClone? Flushed) Take(DatabaseScope scope, GatewayLease? suite, DatabaseIsolation isolation)
    {
        bool isFlushed = isolation == DatabaseIsolation.Flush && scope is not SuiteScope && !_cannotFlush;
        if (suite is { Test.HasHadOwnSessions: true })
        {
            database.EndSessions(suite.Test);
            return isFlushed ? TakeOf(suite, scope) : (suite.Clone!.Copy(), null);
        }

        if (isFlushed && _flushed is { Database.IsSpent: false } flushed)
        {
            return (flushed.Clone, flushed);
        }

        TestClone clone = clones.Take(scope.Name);
        return isFlushed ? (clone, _flushed = TryOpen(clone, scope)) : (clone, null);
    }

    /// <summary>Takes a place back.</summary>
    /// <param name="lease">The lease; its sessions have ended or are parked.</param>
    /// <param name="keepsState">Whether what has been left in it is to be kept for somebody to look at.</param>
    public void GiveBack(GatewayLease lease, bool keepsState)
    {
        if (lease.FlushedForTests is { Clone: { Database.IsSpent: false } ofTests })
        {
            Discard(ofTests);
        }

        TestClone clone = lease.Clone!;
        bool isUsed = lease.Test.HasHadOwnSessions;
        if (keepsState && isUsed && clone.MayBeKept)
        {
            if (lease.Flushed is { } flushed)
            {
                Disconnect(flushed);
            }

            lease.Test.Note(clone.Keep(lease.Test.Name));
        }
        else if (lease.Flushed is not { } flushed)
        {
            clone.GiveBack(isUsed);
        }
        else if (isUsed && FindObstacle(lease, flushed) is { } reason)
        {
            lease.Test.Note(IsolationErrors.NotFlushed(database.Name, lease.Test.Name, reason));
            Discard(flushed);
        }
    }

    /// <summary>Takes back a place that nobody has used.</summary>
    public static void GiveBack(TestClone clone, FlushedClone? flushed)
    {
        if (flushed is null)
        {
            clone.GiveBack(isUsed: false);
        }
    }

    public void Dispose()
    {
        if (_flushed is { Database.IsSpent: false } flushed)
        {
            Discard(flushed);
        }
    }

    private string? FindObstacle(GatewayLease lease, FlushedClone flushed) =>
        lease.Test.HidesCounts ? "it has used the setting track_counts, so the server may not have counted what was written"
        : flushed.Database.TryRestore(database.OwnSessions.ParkedAt(lease.Test.OwnSessions!));

    private (TestClone Clone, FlushedClone? Flushed) TakeOf(GatewayLease suite, DatabaseScope scope)
    {
        int sessions = suite.Test.OwnSessionCount;
        if (suite.FlushedForTests is { Clone: { Database.IsSpent: false } earlier } there)
        {
            if (there.Sessions == sessions)
            {
                return (earlier.Clone, earlier);
            }

            // The suite has worked since.
            Discard(earlier);
        }

        TestClone clone = suite.Clone!.Copy();
        FlushedClone? flushed = TryOpen(clone, scope);
        suite.FlushedForTests = flushed is null ? null : (flushed, sessions);
        return (clone, flushed);
    }

    private FlushedClone? TryOpen(TestClone clone, DatabaseScope scope)
    {
#pragma warning disable CA2000 // Disconnect disposes it.
        if (FlushedDatabase.TryOpen(clone.Copied, clones.NotFlushed, out string? obstacle) is { } flushed)
#pragma warning restore CA2000
        {
            if (flushed.UnknownTable is not { } unknown)
            {
                return new(clone, flushed);
            }

            flushed.Dispose();
            clone.GiveBack(isUsed: false);
            throw IsolationErrors.NoSuchTable(database.Name, scope.Name, unknown);
        }

        _cannotFlush = true;
        clones.TellOnce($"Isolation = Flush gives each test a fresh copy, as Clone does, because nothing can be put back: {obstacle}.");
        return null;
    }

    private void Discard(FlushedClone flushed)
    {
        Disconnect(flushed);
        flushed.Clone.GiveBack(isUsed: true);
    }

    private void Disconnect(FlushedClone flushed)
    {
        database.OwnSessions.CloseParked(connectionStringOf(flushed.Clone));
        flushed.Database.Dispose();
    }
}
