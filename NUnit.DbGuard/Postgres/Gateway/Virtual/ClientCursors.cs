using NUnit.DbGuard.Postgres.Gateway.Shared;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Virtual;

/// <summary>The cursors that a client has declared in SQL, by the client's own names.</summary>
/// <remarks>
/// A cursor ends with its transaction, but for one <c>WITH HOLD</c> whose transaction was committed. One that the client closes is kept here until then: its name is the
/// client's in any case, and the server knows whether there is such a cursor.
/// </remarks>
internal sealed class ClientCursors
{
    private readonly Dictionary<string, Cursor> _cursors = new(StringComparer.Ordinal);
    private readonly Queue<(string Name, bool IsMade)> _underway = new();

    public bool IsEmpty => _cursors.Count == 0;

    /// <summary>The cursor's name on the server.</summary>
    public ByteString? Find(string name) => _cursors.TryGetValue(name, out Cursor cursor) ? cursor.ServerName : null;

    /// <summary>Whether there is a cursor of that name, as far as the server has answered.</summary>
    public bool IsMade(string name) => _cursors.TryGetValue(name, out Cursor cursor) && cursor.IsMade;

    /// <summary>Gives a cursor whose name another client has a name on the server, ahead of <see cref="Declare"/>.</summary>
    public ByteString Name(string name, SharedSession session)
    {
        ByteString serverName = session.PortalNames.Take(ByteString.From(name));
        _cursors[name] = new(serverName, IsHoldable: false, IsCommitted: false, IsMade: false, Number: 0);
        return serverName;
    }

    /// <summary>Notes that a cursor is declared.</summary>
    /// <returns>Its name on the server.</returns>
    public ByteString Declare(string name, bool isHoldable, int number, SharedSession session)
    {
        bool isKnown = _cursors.TryGetValue(name, out Cursor known);
        ByteString serverName = isKnown ? known.ServerName : session.PortalNames.Take(ByteString.From(name));
        _cursors[name] = known.IsCommitted ? known : new(serverName, isHoldable, IsCommitted: false, known.IsMade, number);
        _underway.Enqueue((name, true));
        return serverName;
    }

    /// <summary>Notes that a cursor is about to be closed.</summary>
    public void NoteClosing(string name) => _underway.Enqueue((name, false));

    /// <summary>The next of those that were noted has been declared or closed.</summary>
    public void NoteDone()
    {
        if (_underway.TryDequeue(out (string Name, bool IsMade) done) && _cursors.TryGetValue(done.Name, out Cursor cursor))
        {
            _cursors[done.Name] = cursor with { IsMade = done.IsMade };
        }
    }

    /// <summary>No more of those that were noted will be done: an error has come before them.</summary>
    public void NoteFailed() => _underway.Clear();

    /// <summary>A rollback has ended the cursors that were declared after another.</summary>
    public void ForgetAfter(int number, SharedSession session)
    {
        foreach ((string name, Cursor _) in _cursors.Where(cursor => !cursor.Value.IsCommitted && cursor.Value.Number > number).ToArray())
        {
            Forget(name, session);
        }
    }

    /// <summary>The transaction has been committed.</summary>
    public void Commit(SharedSession session)
    {
        foreach ((string name, Cursor cursor) in _cursors.ToArray())
        {
            if (cursor.IsHoldable)
            {
                _cursors[name] = cursor with { IsCommitted = true };
            }
            else
            {
                Forget(name, session);
            }
        }
    }

    /// <summary>The transaction has been undone, and its cursors with it.</summary>
    public void RollBack(SharedSession session)
    {
        foreach ((string name, Cursor cursor) in _cursors.ToArray())
        {
            if (!cursor.IsCommitted)
            {
                Forget(name, session);
            }
        }
    }

    /// <summary>Closes them all.</summary>
    public void Close(SharedSession session)
    {
        foreach (Cursor cursor in _cursors.Values)
        {
            session.CloseLater(PreparedKind.Portal, cursor.ServerName);
        }

        _cursors.Clear();
    }

    /// <summary>The test's end has closed them all.</summary>
    public void Forget(SharedSession? session)
    {
        foreach (Cursor cursor in _cursors.Values)
        {
            session?.PortalNames.GiveBack(cursor.ServerName);
        }

        _cursors.Clear();
    }

    private void Forget(string name, SharedSession session)
    {
        if (_cursors.Remove(name, out Cursor cursor))
        {
            session.PortalNames.GiveBack(cursor.ServerName);
        }
    }

    private readonly record struct Cursor(ByteString ServerName, bool IsHoldable, bool IsCommitted, bool IsMade, int Number);
}
