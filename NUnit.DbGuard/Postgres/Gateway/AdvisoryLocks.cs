using System.Diagnostics;
using NUnit.DbGuard.Postgres.Gateway.Groups;
using NUnit.DbGuard.Postgres.Gateway.Virtual;

namespace NUnit.DbGuard.Postgres.Gateway;

/// <summary>The advisory locks of the clients of one database. On the server all are one session's, which never excludes itself.</summary>
/// <remarks>Taken before the turn, so that who has a lock can go on and give it back; every wait is bounded. From any thread.</remarks>
internal sealed class AdvisoryLocks
{
    private static readonly TimeSpan s_slice = TimeSpan.FromMilliseconds(20);

    private readonly object _lock = new();
    private readonly List<Holding> _holdings = [];

    /// <summary>Whether locks were taken in the test in a way that only the server could follow: then it alone knows who has which.</summary>
    public bool HasUnknown { get; set; }

    /// <summary>Takes a lock if no other client's is in its way.</summary>
    public bool TryTake(ClientSession client, AdvisoryCall call)
    {
        lock (_lock)
        {
            return TryTakeNow(client, call);
        }
    }

    /// <summary>Takes a lock as soon as no other client's is in its way.</summary>
    /// <exception cref="ClientErrorException">The wait was cancelled, or has lasted too long.</exception>
    public void Take(ClientSession client, AdvisoryCall call, TimeSpan limit)
    {
        long begin = Stopwatch.GetTimestamp();
        lock (_lock)
        {
            while (!TryTakeNow(client, call))
            {
                client.ThrowIfCancelled();
                if (Stopwatch.GetElapsedTime(begin) > limit)
                {
                    throw client.Database.Overlap(client, InTheWay(client, call)!);
                }

                _ = Monitor.Wait(_lock, s_slice);
            }
        }
    }

    /// <summary>Gives one back.</summary>
    /// <returns>Whether the client had it.</returns>
    public bool Release(ClientSession client, AdvisoryCall call)
    {
        lock (_lock)
        {
            int index = _holdings.FindLastIndex(holding =>
                ReferenceEquals(holding.Client, client) && holding.Call.Key == call.Key && holding.Call.IsShared == call.IsShared && !holding.Call.IsForTransaction);
            if (index >= 0)
            {
                _holdings.RemoveAt(index);
                Monitor.PulseAll(_lock);
            }

            return index >= 0;
        }
    }

    /// <summary>Gives back what a client's transaction has taken.</summary>
    public void EndTransaction(ClientSession client) => Remove(holding => ReferenceEquals(holding.Client, client) && holding.Call.IsForTransaction);

    public void ReleaseAll(ClientSession client) => Remove(holding => ReferenceEquals(holding.Client, client) && !holding.Call.IsForTransaction);

    /// <summary>Gives back everything: the test is over.</summary>
    public void Clear()
    {
        HasUnknown = false;
        Remove(static _ => true);
    }

    private void Remove(Predicate<Holding> which)
    {
        lock (_lock)
        {
            if (_holdings.Count > 0 && _holdings.RemoveAll(which) > 0)
            {
                Monitor.PulseAll(_lock);
            }
        }
    }

    private bool TryTakeNow(ClientSession client, AdvisoryCall call)
    {
        if (InTheWay(client, call) is not null)
        {
            return false;
        }

        _holdings.Add(new(client, call));
        return true;
    }

    private ClientSession? InTheWay(ClientSession client, AdvisoryCall call)
    {
        int index = _holdings.FindIndex(holding =>
            !ReferenceEquals(holding.Client, client) && holding.Call.Key == call.Key && !(holding.Call.IsShared && call.IsShared));
        return index < 0 ? null : _holdings[index].Client;
    }

    private readonly record struct Holding(ClientSession Client, AdvisoryCall Call);
}
