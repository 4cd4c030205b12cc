using System.Collections.Immutable;
using Npgsql;
using NUnit.DbGuard.Postgres.Gateway.Servers;
using NUnit.DbGuard.Postgres.Gateway.Shared;
using NUnit.DbGuard.Postgres.Gateway.Virtual;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Own;

/// <summary>Decides for each group of a client's whether it goes to a server session of the client's own, and passes it on there.</summary>
/// <remarks>
/// <para>Which it is depends on the test that the group belongs to, so a connection that outlives its test changes from one kind to the other between two groups,
/// and its client sees nothing of that. Settings and prepared statements come along; what the client sets on a session of its own ends with it.</para>
/// <para>States: shared → (the first group of a test with own sessions) own → (the test's end) shared. All state is the client's own thread's.</para>
/// </remarks>
internal sealed class OwnRoute(ClientSession client) : IDisposable
{
    private OwnSession? _session;
    private KnownStatements? _statements;
    private bool _isInGroup;

    /// <summary>The session of its own that the client has, if it has one.</summary>
    public OwnSession? Session => _session is { HasEnded: false } session ? session : null;

    /// <summary>Opens the session of a client that has just connected, so that it can be told the server's own number.</summary>
    /// <returns>What cancels it; <see langword="null"/>: there is none, or the server tells nothing.</returns>
    public BackendKeyData? Connect(GatewayTest test) => Open(test) && _session!.Key is { ProcessId: not 0 } key ? key : null;

    /// <summary>Passes a message on, if it is for a session of the client's own.</summary>
    /// <returns>Whether it was; else it is for the shared session, and still to be handled.</returns>
    public bool Forward(Frame frame)
    {
        bool isData = frame.Type is CopyData.Type or CopyDone.Type or CopyFail.Type;
        bool isEnd = frame.Type is Sync.Type or Protocol.Flush.Type;
        bool isWork = frame.Type is Query.Type or FunctionCall.Type or Parse.Type or Bind.Type or Describe.Type or Execute.Type or Protocol.Close.Type;
        if (!isWork && !isData && !isEnd)
        {
            // The end of the connection, in good order or not.
            return false;
        }

        if (!_isInGroup && !(isWork ? Begin() : Session is not null))
        {
            return false;
        }

        bool wasInGroup = _isInGroup;
        _isInGroup = frame.Type != Sync.Type && (_isInGroup || !(isData || isEnd || frame.Type is Query.Type or FunctionCall.Type));
        if (!_session!.Forward(frame, _isInGroup))
        {
            // It was answered for what it had been sent; its test has ended.
            OwnSession ended = _session;
            _isInGroup = false;
            Leave();
            client.RefuseLate(frame, ClientError.Error("57P01", "the test has ended, and the session with it"), wasInGroup, wasInGroup && ended.HasFailedGroup);
        }

        return true;
    }

    /// <summary>Brings what the client has prepared and closed meanwhile to the shared session, whose turn the client has.</summary>
    public void ReturnTo(SharedSession session)
    {
        _statements?.ApplyTo(client.Statements, session, client.UsesStandardStrings);
        _statements = null;
    }

    /// <summary>The client has gone: so does its session, as soon as what it was told before is done.</summary>
    public void Dispose()
    {
        _session?.Close();
        Leave();
        client.Database.OwnSessions.Forget(client);
    }

    private bool Begin()
    {
        if (!client.IsBetweenGroups || client.Transaction.State != BlockState.None || client.Database.FindTest(client) is not { OwnSessions: not null } test)
        {
            Close();
            return false;
        }

        if (Session is { } session && ReferenceEquals(session.Test, test))
        {
            return true;
        }

        Close();
        return client.Transaction.State == BlockState.None && Open(test);
    }

    // The group is not for the session that there is, although its test may not have come to end it yet: from here on the client's thread writes what the client
    // reads, so that the session's must have had its last word.
    private void Close()
    {
        if (_session is { HasEnded: false, IsClosing: false } session)
        {
            session.Close();
        }

        Leave();
    }

    private bool Open(GatewayTest test)
    {
        _statements ??= KnownStatements.Of(client.Statements);
        try
        {
#pragma warning disable CA2000 // The session owns the link, the route owns the session.
            ServerLink? parked = client.Database.OwnSessions.TakeParked(client, test.OwnSessions!);
            ServerLink link = OwnSessionOpening.Open(test.OwnSessions!, parked, client.Start, client.Settings, _statements, out ImmutableDictionary<string, string> reported);
            OwnSession session = new(client, test, link, _statements);
#pragma warning restore CA2000
            if (client.Settings.Effective.ContainsKey(OwnSession.Counting))
            {
                test.HidesCounts = true;
            }

            // Before what the server may say on the session's own thread.
            client.Parameters.Report(reported);
            if (!client.Database.OwnSessions.TryStart(session))
            {
                // The test has ended meanwhile.
                link.Dispose();
                return false;
            }

            _session = session;
            return true;
        }
        catch (Exception cause) when (cause is NpgsqlException or IOException or ProtocolViolationException)
        {
            // The group is refused, where groups are.
            client.Database.OpeningFailed(test, cause);
            return false;
        }
    }

    // The session has ended. Without its test's end, the connection ends too: nothing more comes here.
    private void Leave()
    {
        if (_session is not { } session || !(session.HasEnded || session.IsClosing))
        {
            return;
        }

        session.Dispose();
        client.Database.OwnSessions.Remove(session);
        _session = null;
        if (session.IsInTransaction)
        {
            client.Transaction.Lose(hadOwn: true);
        }
    }
}
