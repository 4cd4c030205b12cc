using NUnit.DbGuard.Postgres.Gateway.Virtual;

namespace NUnit.DbGuard.Postgres.Gateway.Shared;

/// <summary>The savepoints inside the test's one transaction: those of all clients, one on top of the other.</summary>
/// <remarks>
/// <para>The stack is what the clients have been told. The server follows later: a change is kept until the next flight, and leads it, so that
/// BEGIN, COMMIT, SAVEPOINT and ROLLBACK cost no flight of their own. None of those changes can fail on a server that lives.</para>
/// <para>Invariants: the frames of a client lie side by side; only the client whose frame is on top, or one that has none, adds or
/// takes away; every frame below the top was begun before the ones above, and ends after them.</para>
/// <para>Owned by who holds the session's turn.</para>
/// </remarks>
internal sealed class TransactionStack
{
    private readonly List<TransactionFrame> _frames = [];
    private readonly List<StackChange> _changes = [];

    /// <summary>Whether the server's transaction has been begun, or is about to be.</summary>
    public bool IsBegun { get; private set; }

    /// <summary>Whether the server's transaction has been begun: only then is something lost with the session.</summary>
    public bool IsOnServer => IsBegun && !(_changes.Count > 0 && _changes[0].Kind == StackChangeKind.Begin);

    /// <summary>The topmost frame that a client owns.</summary>
    public TransactionFrame? TopOfClients => _frames.Count > 0 && _frames[^1].Owner is not null ? _frames[^1] : null;

    public TransactionFrame? Top => _frames.Count > 0 ? _frames[^1] : null;

    public bool HasChanges => _changes.Count > 0;

    public void Begin()
    {
        if (!IsBegun)
        {
            IsBegun = true;
            _changes.Add(new(StackChangeKind.Begin, Frame: null));
        }
    }

    public void Push(TransactionFrame frame)
    {
        Begin();
        _frames.Add(frame);
        frame.Depth = _frames.Count;
        _changes.Add(new(StackChangeKind.Savepoint, frame));
    }

    /// <summary>Ends a frame and all above it; their work becomes part of what is below.</summary>
    public void Keep(TransactionFrame frame)
    {
        int index = IndexOf(frame);
        string? absorbed = _frames.Skip(index).Select(static above => above.Absorbed).FirstOrDefault(static text => text is not null);
        _frames.RemoveRange(index, _frames.Count - index);
        if (absorbed is not null && Top is { Owner: not null } below)
        {
            below.Absorbed ??= absorbed;
        }

        if (_changes.Count > 0 && _changes[^1] == new StackChange(StackChangeKind.Savepoint, frame))
        {
            _changes.RemoveAt(_changes.Count - 1);
        }
        else
        {
            _changes.Add(new(StackChangeKind.Release, frame));
        }
    }

    /// <summary>Undoes a frame and all above it.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="staysOpen">Whether the frame itself stays, as after ROLLBACK TO.</param>
    /// <returns>The client whose committed work was undone with it, if there is one.</returns>
    public string? Undo(TransactionFrame frame, bool staysOpen)
    {
        int index = IndexOf(frame);
        string? absorbed = _frames.Skip(index).Select(static above => above.Absorbed).FirstOrDefault(static text => text is not null);
        _frames.RemoveRange(index + 1, _frames.Count - index - 1);
        int made = _changes.FindIndex(change => change.Kind == StackChangeKind.Savepoint && ReferenceEquals(change.Frame, frame));
        if (made >= 0)
        {
            // The server has not heard of it.
            _changes.RemoveRange(made + 1, _changes.Count - made - 1);
        }
        else
        {
            // Whatever waits is about frames above, which this undoes.
            _changes.Clear();
            _changes.Add(new(StackChangeKind.RollBackTo, frame));
        }

        frame.Absorbed = null;
        if (!staysOpen)
        {
            Keep(frame);
        }

        return absorbed;
    }

    /// <summary>Notes that a client's work has become final in its eyes while others' frames are open below it.</summary>
    public void NoteCommitted(ClientSession client)
    {
        if (Top is { Owner: { } owner } below && !ReferenceEquals(owner, client))
        {
            below.Absorbed ??= client.Description;
        }
    }

    /// <summary>The client whose open transaction another's work is inside of.</summary>
    public ClientSession? OuterOf(ClientSession client) => _frames.FindLast(frame => frame.Owner is { } owner && !ReferenceEquals(owner, client))?.Owner;

    /// <summary>The lowest frame of a client that is none of these.</summary>
    public TransactionFrame? LowestOfOthers(IReadOnlySet<ClientSession> clients) => _frames.Find(frame => frame.Owner is { } owner && !clients.Contains(owner));

    /// <summary>Hands over the changes that the next flight must make first, in order.</summary>
    public StackChange[] TakeChanges()
    {
        if (_changes.Count == 0)
        {
            return [];
        }

        StackChange[] taken = [.. _changes];
        _changes.Clear();
        return taken;
    }

    /// <summary>Forgets everything: the server's transaction has been rolled back, or is gone.</summary>
    public void Reset()
    {
        _frames.Clear();
        _changes.Clear();
        IsBegun = false;
    }

    public bool Contains(TransactionFrame frame) => _frames.Contains(frame);

    private int IndexOf(TransactionFrame frame)
    {
        int index = _frames.LastIndexOf(frame);
        return index >= 0 ? index : throw new InvalidOperationException("The frame is not on the stack.");
    }
}
