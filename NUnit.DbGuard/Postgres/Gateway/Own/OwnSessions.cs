using System.Diagnostics;
using NUnit.DbGuard.Errors;

namespace NUnit.DbGuard.Postgres.Gateway.Own;

/// <summary>The sessions that the clients of one database have of their own, in the test that runs.</summary>
/// <remarks>States: open → (<see cref="End"/>) ended, until the next test begins. From any thread.</remarks>
internal sealed class OwnSessions(string database, GatewayOptions options)
{
    private readonly Lock _lock = new();
    private readonly HashSet<OwnSession> _sessions = [];
    private GatewayTest? _test;

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _sessions.Count;
            }
        }
    }

    /// <summary>The test whose clients may have some.</summary>
    public GatewayTest? Test
    {
        get
        {
            lock (_lock)
            {
                return _test;
            }
        }
    }

    /// <summary>Lets the clients of a test have sessions.</summary>
    public void Begin(GatewayTest test)
    {
        lock (_lock)
        {
            _test = test.OwnSessions is null ? null : test;
        }
    }

    /// <summary>Adds one and starts it: in one step, because the test's end waits for the thread of each that there is.</summary>
    /// <returns>Whether its test still runs; else it has not been started.</returns>
    public bool TryStart(OwnSession session)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(_test, session.Test))
            {
                return false;
            }

            session.Test.HasHadOwnSessions = true;
            session.Start();
            return _sessions.Add(session);
        }
    }

    public void Remove(OwnSession session)
    {
        lock (_lock)
        {
            _ = _sessions.Remove(session);
        }
    }

    /// <summary>Ends all of a test's: those that still work are waited for, then cancelled, then cut off. Afterwards the server has let go of all that they held.</summary>
    public void End(GatewayTest test)
    {
        OwnSession[] sessions;
        lock (_lock)
        {
            _test = null;
            sessions = [.. _sessions];
        }

        foreach (OwnSession busy in Wait(sessions, static (session, left) => session.WaitUntilIdle(left)))
        {
            _ = test.Fail(GatewayErrors.WorkDidNotStop(database, test.Name, busy.ClientDescription, options.FenceLimit));
            busy.Cancel(options.CancelLimit);
        }

        OwnSession[] stuck = Wait(sessions, static (session, left) => session.WaitUntilIdle(left));
        foreach (OwnSession session in sessions)
        {
            if (stuck.Contains(session))
            {
                session.Abort();
            }
            else
            {
                session.Close();
            }

            if (session.IsInTransaction)
            {
                test.Note(GatewayErrors.TransactionLeftOpen(database, test.Name, session.ClientDescription));
            }
        }

        foreach (OwnSession left in Wait(sessions, static (session, left) => session.WaitUntilEnded(left)))
        {
            // Its client does not read what the server says, or the server does not say good-bye.
            left.AbortClient();
            left.Abort();
        }
    }

    /// <summary>Cuts all off.</summary>
    public void Abort()
    {
        lock (_lock)
        {
            _test = null;
            foreach (OwnSession session in _sessions)
            {
                session.Abort();
            }
        }
    }

    // Those for which it did not come true within the limit that all share.
    private OwnSession[] Wait(IEnumerable<OwnSession> sessions, Func<OwnSession, TimeSpan, bool> condition)
    {
        long begin = Stopwatch.GetTimestamp();
        return [.. sessions.Where(session =>
        {
            TimeSpan left = options.FenceLimit - Stopwatch.GetElapsedTime(begin);
            return !condition(session, left > TimeSpan.Zero ? left : TimeSpan.Zero);
        })];
    }
}
