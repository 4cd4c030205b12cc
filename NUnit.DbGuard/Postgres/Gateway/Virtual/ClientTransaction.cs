using NUnit.DbGuard.Postgres.Gateway.Shared;
using NUnit.DbGuard.Postgres.Protocol;
using NUnit.DbGuard.Postgres.Statements;

namespace NUnit.DbGuard.Postgres.Gateway.Virtual;

/// <summary>A client's transaction, as the client sees it, and the frames of the shared one that stand for it.</summary>
/// <remarks>
/// <para>States: <see cref="BlockState.None"/> → BEGIN → <see cref="BlockState.Open"/> → an error → <see cref="BlockState.Failed"/> → ROLLBACK TO → open, or ROLLBACK or
/// COMMIT → none. A group outside of a block has a frame of its own, which a BEGIN in its midst makes the block's.</para>
/// <para>The block's frame is made by its first group that reaches the server. A failed block leaves the server's transaction aborted, so that
/// the server itself refuses what follows; when another client needs the session it is made sound again, and the block is <see cref="IsDetached"/>.</para>
/// </remarks>
internal sealed class ClientTransaction(ClientSession client)
{
    private readonly List<TransactionFrame> _savepoints = [];
    private readonly List<CommitEffect> _effects = [];
    private bool _startedReadOnly;
    private TransactionIsolation _startedIsolation;

    public BlockState State { get; private set; }

    /// <summary>The block's frame; <see langword="null"/> while nothing of it has reached the server.</summary>
    public TransactionFrame? Block { get; private set; }

    /// <summary>The frame of a group outside of a block.</summary>
    public TransactionFrame? Group { get; private set; }

    /// <summary>Whether the block has failed, but the server's transaction is not aborted any more.</summary>
    public bool IsDetached
    {
        get;
        set
        {
            field = value;
            HasBeenDetached |= value;
        }
    }

    /// <summary>Whether it has been that since the block failed: portals that the server had of it are gone.</summary>
    public bool HasBeenDetached { get; private set; }

    /// <summary>Whether the test ended under the block.</summary>
    public bool IsLost { get; private set; }

    public bool IsReadOnly { get; private set; }

    /// <summary>The level that the client has asked for, or that its transactions have unless it asks.</summary>
    public TransactionIsolation Isolation { get; private set; }

    /// <summary>What a transaction gets that follows by AND CHAIN.</summary>
    public TransactionModes Modes => new(Isolation, IsReadOnly, IsDeferrable: null);

    public bool HasSavepoints => _savepoints.Count > 0;

    /// <summary>Whether a statement has been run in the transaction that sees its rows at some point in time: from then on its modes cannot be set any more.</summary>
    public bool HasRun { get; set; }

    /// <summary>Whether anything has been written since the transaction began.</summary>
    public bool HasWritten { get; set; }

    /// <summary>Whether <c>SET CONSTRAINTS</c> has been used.</summary>
    public bool HasSetConstraints { get; set; }

    public IReadOnlyList<CommitEffect> Effects => _effects;

    public bool HasFrames => Block is not null || Group is not null;

    /// <summary>The frame that all of it is in.</summary>
    public TransactionFrame? Frame => Block ?? Group;

    public TransactionStatus Status => State switch
    {
        BlockState.None => TransactionStatus.Idle,
        BlockState.Open => TransactionStatus.InTransaction,
        BlockState.Failed => TransactionStatus.Failed,
        _ => throw new InvalidOperationException($"Unknown state {State}."),
    };

    private TransactionIsolation IsolationByDefault => client.Settings.Effective.GetValueOrDefault("default_transaction_isolation") switch
    {
        "serializable" => TransactionIsolation.Serializable,
        "repeatable read" => TransactionIsolation.RepeatableRead,
        "read uncommitted" => TransactionIsolation.ReadUncommitted,
        _ => TransactionIsolation.ReadCommitted,
    };

    private bool IsReadOnlyByDefault => client.Settings.Effective.GetValueOrDefault("default_transaction_read_only") == "on";

    public void Begin(TransactionModes modes)
    {
        State = BlockState.Open;
        HasRun &= Group is not null;
        _startedReadOnly = IsReadOnlyByDefault;
        _startedIsolation = IsolationByDefault;
        IsReadOnly = _startedReadOnly;
        Isolation = _startedIsolation;
        SetModes(modes);
        Block = Group;
        Group = null;
    }

    /// <summary>Begins the transaction that follows another by AND CHAIN: in the other's modes, which are what it has started with.</summary>
    public void Chain(TransactionModes modes)
    {
        Begin(modes);
        _startedReadOnly = IsReadOnly;
        _startedIsolation = Isolation;
    }

    public void SetModes(TransactionModes modes)
    {
        IsReadOnly = modes.IsReadOnly ?? IsReadOnly;
        Isolation = modes.Isolation == TransactionIsolation.Unspecified ? Isolation : modes.Isolation;
    }

    /// <summary>Makes the frames that a group needs before it runs.</summary>
    public void EnsureFrame(TransactionStack stack)
    {
        if (State == BlockState.None && Group is null)
        {
            Group = new TransactionFrame(TransactionFrameKind.Group, client, clientAtStart: Snapshot());
            IsReadOnly = IsReadOnlyByDefault;
            stack.Push(Group);
        }
        else if (State == BlockState.Open && Block is null)
        {
            // Nothing has changed since BEGIN: whatever is local to the client is noted from here.
            Block = new TransactionFrame(TransactionFrameKind.Block, client, clientAtStart: Snapshot());
            stack.Push(Block);
        }
    }

    public void Savepoint(TransactionStack stack, string name)
    {
        EnsureFrame(stack);
        TransactionFrame frame = new(TransactionFrameKind.Savepoint, client, name, Snapshot());
        _savepoints.Add(frame);
        stack.Push(frame);
    }

    /// <summary>The innermost savepoint of that name.</summary>
    public TransactionFrame? FindSavepoint(string name) => _savepoints.FindLast(frame => frame.Name == name);

    public void Release(TransactionStack stack, TransactionFrame savepoint)
    {
        _savepoints.RemoveRange(_savepoints.IndexOf(savepoint), _savepoints.Count - _savepoints.IndexOf(savepoint));
        IsReadOnly = savepoint.ClientAtStart!.IsReadOnly;
        stack.Keep(savepoint);
    }

    /// <returns>The client whose committed work was undone with it, if there is one.</returns>
    public string? RollBackTo(TransactionStack stack, TransactionFrame savepoint)
    {
        int next = _savepoints.IndexOf(savepoint) + 1;
        _savepoints.RemoveRange(next, _savepoints.Count - next);
        State = BlockState.Open;
        IsDetached = false;
        HasBeenDetached = false;
        Restore(savepoint);
        return stack.Undo(savepoint, staysOpen: true);
    }

    /// <summary>An error has come: a group outside of a block is undone, a block has failed.</summary>
    public string? Fail(TransactionStack stack)
    {
        if (State != BlockState.None)
        {
            if (State == BlockState.Open)
            {
                // What was set since is gone at once, the mode too; what waits for COMMIT can come no more.
                client.Settings = (HasSavepoints ? _savepoints[^1] : Block)?.ClientAtStart!.Settings ?? client.Settings;
                IsReadOnly = HasSavepoints ? _savepoints[^1].ClientAtStart!.IsReadOnly : _startedReadOnly;
                Isolation = HasSavepoints ? Isolation : _startedIsolation;
            }

            State = BlockState.Failed;
            return null;
        }

        return Group is null ? null : RollBack(stack);
    }

    /// <summary>Ends the transaction; what it did becomes part of what is below.</summary>
    /// <returns>What the client is due at its COMMIT.</returns>
    public CommitEffect[] Commit(TransactionStack stack)
    {
        if ((Block ?? Group) is { } frame)
        {
            stack.Keep(frame);
            if (HasWritten)
            {
                stack.NoteCommitted(client);
            }
        }

        client.Settings = client.Settings.EndLocal();
        CommitEffect[] due = [.. _effects];
        End();
        return due;
    }

    /// <returns>The client whose committed work was undone with it, if there is one.</returns>
    public string? RollBack(TransactionStack stack)
    {
        string? undone = null;
        if ((Block ?? Group) is { } frame)
        {
            Restore(frame);
            undone = stack.Contains(frame) ? stack.Undo(frame, staysOpen: false) : null;
        }

        client.Settings = client.Settings.EndLocal();
        End();
        return undone;
    }

    /// <summary>
    /// Another client needs the session that this one's error has aborted: what is lost in any case is undone, and the block goes on being failed without the server.
    /// </summary>
    /// <returns>The client whose committed work was undone with it, if there is one.</returns>
    public string? Detach(TransactionStack stack)
    {
        IsDetached = true;
        if (_savepoints.Count > 0)
        {
            // It may still go back to one.
            return stack.Undo(_savepoints[^1], staysOpen: true);
        }

        TransactionFrame block = Block!;
        bool isReadOnly = IsReadOnly;
        Block = null;
        Restore(block);

        // Its error has set it back already, to what it was before the block.
        IsReadOnly = isReadOnly;
        return stack.Undo(block, staysOpen: false);
    }

    /// <summary>Makes a frame in which the server's transaction can be aborted again.</summary>
    public void Attach(TransactionStack stack)
    {
        IsDetached = false;
        if (Block is null)
        {
            Block = new TransactionFrame(TransactionFrameKind.Block, client, clientAtStart: Snapshot());
            stack.Push(Block);
        }
    }

    /// <summary>The test has ended, and the server's transaction with it: a block can only be rolled back.</summary>
    /// <param name="hadOwn">Whether the client had a transaction open on a session of its own.</param>
    public void Lose(bool hadOwn = false)
    {
        if ((Block ?? Group) is { } frame)
        {
            Restore(frame);
        }

        bool wasOpen = hadOwn || State != BlockState.None;
        client.Settings = client.Settings.EndLocal();
        End();
        if (wasOpen)
        {
            State = BlockState.Failed;
            IsLost = true;
        }
    }

    /// <summary>A test begins on top of what there is: a transaction that is lost keeps no frame below it, where nobody would end it.</summary>
    public void LetGo(TransactionStack stack)
    {
        if (IsLost && Block is { } block)
        {
            Block = null;
            IsDetached = true;
            if (stack.Contains(block))
            {
                _ = stack.Undo(block, staysOpen: false);
            }
        }
    }

    /// <summary>Adds what is due at COMMIT; equal notifications of one transaction are one.</summary>
    public void Add(CommitEffect effect)
    {
        if (effect.Kind != CommitEffectKind.Notify || !_effects.Contains(effect))
        {
            _effects.Add(effect);
        }
    }

    /// <summary>What the client is now, for when it comes back to it.</summary>
    public ClientSnapshot Snapshot() => new(client.Settings, _effects.Count, HasWritten, IsReadOnly, client.LastPortal);

    private void Restore(TransactionFrame frame)
    {
        ClientSnapshot start = frame.ClientAtStart!;
        client.Settings = start.Settings;
        HasWritten = start.HasWritten;
        IsReadOnly = start.IsReadOnly;
        _effects.RemoveRange(start.Effects, _effects.Count - start.Effects);
    }

    private void End()
    {
        State = BlockState.None;
        Block = null;
        Group = null;
        IsDetached = false;
        HasBeenDetached = false;
        IsLost = false;
        IsReadOnly = false;
        _startedReadOnly = false;
        HasRun = false;
        HasWritten = false;
        HasSetConstraints = false;
        _savepoints.Clear();
        _effects.Clear();
        client.Database.AdvisoryLocks.EndTransaction(client);
    }
}
