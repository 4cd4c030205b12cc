using System.Diagnostics;
using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Postgres.Gateway.Servers;
using NUnit.DbGuard.Postgres.Gateway.Virtual;

namespace NUnit.DbGuard.Postgres.Gateway.Own;

/// <summary>The sessions that the clients of one database have of their own, in the test that runs.</summary>
/// <remarks>
/// <para>States: open → (<see cref="End"/>) ended, until the next test begins. From any thread.</para>
/// <para>Parked: the server's session, as it was at its start, of a client whose session here has ended; for the same client's next in the same database. A server
/// opens one in as long as a test takes, and its first commands are slow.</para>
/// </remarks>
internal sealed class OwnSessions(string database, GatewayOptions options)
{
    // Each is a connection to the server, of which there are not many.
    private const int MostParked = 32;

    private readonly Lock _lock = new();
    private readonly HashSet<OwnSession> _sessions = [];
    private readonly Dictionary<ClientSession, (string ConnectionString, ServerLink Link)> _parked = [];
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

            session.Test.OwnSessionCount++;
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
            // One that has ended with an earlier test stays until its client says something.
            _test = null;
            sessions = [.. _sessions.Where(session => ReferenceEquals(session.Test, test))];
        }

        foreach (OwnSession busy in Wait(sessions, static (session, left) => session.WaitUntilIdle(left)))
        {
            _ = test.Fail(GatewayErrors.WorkDidNotStop(database, test.Name, busy.ClientDescription, options.FenceLimit));
            busy.Cancel(options.CancelLimit);
        }

        OwnSession[] stuck = Wait(sessions, static (session, left) => session.WaitUntilIdle(left));
        foreach (OwnSession session in sessions)
        {
            bool isInTransaction = session.IsInTransaction;
            if (stuck.Contains(session))
            {
                session.Abort();
            }
            else if (!test.ParksSessions || !session.TryPark())
            {
                session.Close();
            }

            if (isInTransaction)
            {
                test.Note(GatewayErrors.TransactionLeftOpen(database, test.Name, session.ClientDescription, test.BegunAt(session.Client)));
            }
        }

        foreach (OwnSession left in Wait(sessions, static (session, left) => session.WaitUntilEnded(left)))
        {
            // Its client does not read what the server says, or the server does not say good-bye.
            left.AbortClient();
            left.Abort();
        }

        if (test.ParksSessions)
        {
            Park(test, sessions);
        }
    }

    /// <summary>The numbers of the server's processes of those that are parked at a database.</summary>
    public int[] ParkedAt(string connectionString)
    {
        lock (_lock)
        {
            return [.. _parked.Values.Where(parked => parked.ConnectionString == connectionString).Select(static parked => parked.Link.ProcessId)];
        }
    }

    /// <summary>Takes a client's parked connection to a database, if it has one that is in order.</summary>
    public ServerLink? TakeParked(ClientSession client, string connectionString)
    {
        ServerLink link;
        lock (_lock)
        {
            if (!_parked.TryGetValue(client, out (string ConnectionString, ServerLink Link) parked) || parked.ConnectionString != connectionString)
            {
                return null;
            }

            _ = _parked.Remove(client);
            link = parked.Link;
        }

        if (!link.HasUnexpectedData)
        {
            return link;
        }

        link.Dispose();
        return null;
    }

    /// <summary>Closes a client's parked connection: it has gone.</summary>
    public void Forget(ClientSession client) => CloseParked((owner, _) => ReferenceEquals(owner, client));

    /// <summary>Closes all parked connections to a database.</summary>
    public void CloseParked(string connectionString) => CloseParked((_, there) => there == connectionString);

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

        CloseParked(static (_, _) => true);
    }

    private void Park(GatewayTest test, OwnSession[] sessions)
    {
        lock (_lock)
        {
            // Of a client that has gone, the session has been removed, or will be and is found disposed.
            foreach (OwnSession session in sessions.Where(_sessions.Contains))
            {
                if (session.TakeParked() is { } link)
                {
                    if (_parked.Remove(session.Client, out (string, ServerLink Link) earlier))
                    {
                        earlier.Link.Dispose();
                    }

                    if (_parked.Count < MostParked)
                    {
                        _parked.Add(session.Client, (test.OwnSessions!, link));
                    }
                    else
                    {
                        link.Dispose();
                    }
                }
            }
        }
    }

    private void CloseParked(Func<ClientSession, string, bool> isMeant)
    {
        ServerLink[] links;
        lock (_lock)
        {
            ClientSession[] owners = [.. _parked.Where(parked => isMeant(parked.Key, parked.Value.ConnectionString)).Select(static parked => parked.Key)];
            links = [.. owners.Select(owner => _parked[owner].Link)];
            foreach (ClientSession owner in owners)
            {
                _ = _parked.Remove(owner);
            }
        }

        foreach (ServerLink link in links)
        {
            link.Dispose();
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
