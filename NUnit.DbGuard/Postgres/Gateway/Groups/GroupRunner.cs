using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Postgres.Gateway.Shared;
using NUnit.DbGuard.Postgres.Gateway.Virtual;
using NUnit.DbGuard.Postgres.Protocol;
using NUnit.DbGuard.Postgres.Statements;

namespace NUnit.DbGuard.Postgres.Gateway.Groups;

/// <summary>Runs the flights of one client's groups: makes the frames they need, passes on what they bring back, and ends them as a server would.</summary>
/// <remarks>
/// States: idle → <see cref="Enter"/> (the turn is taken) → flights and local answers → <see cref="Complete"/> (committed or undone, ReadyForQuery written, turn given
/// back) → idle. After an error nothing more of the group runs (<see cref="HasFailed"/>).
/// </remarks>
internal sealed class GroupRunner(ClientSession client) : IFlightObserver, IDisposable
{
    private readonly Flight _flight = new();
    private readonly TouchedSettings _touched = new();
#pragma warning disable CA2213 // The session is the database's; the turn with it is given back at the end of each group.
    private SharedSession? _session;
#pragma warning restore CA2213
    private ByteString? _heldTag;
    private bool _holdsLastTag;
    private bool _hasChecked;
    private ErrorResponse? _probed;
    private TransactionFrame? _readOnly;
    private bool _isProbing;
    private bool _hasCopied;
    private bool _hasTouchedSchema;

    public bool HasFailed { get; private set; }

    public bool IsEntered => _session is not null;

    public SharedSession Session => _session ?? throw new InvalidOperationException("The turn has not been taken.");

    /// <summary>The flight that is being built; it has no step until <see cref="Open"/>.</summary>
    public Flight Flight => _flight;

    /// <summary>Where the error of the next flight stands in the client's text, and what was done to it.</summary>
    public TextMap TextMap { get; set; }

    /// <summary>Whether a statement may have made a deferrable constraint.</summary>
    public bool MayTouchSchema { get; set; }

    /// <summary>Whether a statement whose tag tells of no change may have made one: by a function, or in WITH.</summary>
    public bool MayWrite { get; set; }

    /// <summary>Whether the group is a text of several statements, which the server runs as if in a block.</summary>
    public bool IsInImplicitBlock { get; set; }

    /// <summary>Whether the flight sets something whose value is read at its end.</summary>
    public bool ReadsSettings => !_touched.IsEmpty;

    /// <summary>Gets each step of the client's that has been answered well.</summary>
    public Action<FlightStep, string?>? OnDone { get; set; }

    /// <summary>Whether the last command's completion is kept back over the end of the flight, because its COMMIT is another.</summary>
    public bool MustHoldTag
    {
        get;
        set
        {
            field = value;
            _holdsLastTag |= value;
        }
    }

    private ClientTransaction Transaction => client.Transaction;

    /// <summary>Takes the turn, if it has not been taken.</summary>
    /// <returns>Whether the group may run.</returns>
    public bool Enter()
    {
        if (_session is not null)
        {
            return true;
        }

        HasFailed = false;
        try
        {
            _session = client.Database.Enter(client);
            client.ReturnTo(_session);
            client.Database.Schema.Refresh(_session);
            return true;
        }
        catch (ClientErrorException refusal)
        {
            Refuse(refusal);
            return false;
        }
        catch (SessionEndedException ended)
        {
            // What the gateway asks for itself before the group may fail as well: the test is told of that, and not of a session that was found closed later.
            client.Database.SessionEnded(ended);
            throw;
        }
    }

    /// <summary>Tells the client that its group cannot run; the turn has not been taken.</summary>
    public void Refuse(ClientErrorException refusal)
    {
        client.Output.Write(refusal.Response);
        HasFailed = true;
        client.Database.FailWithoutTurn(client);
    }

    /// <summary>Begins a flight, if none is being built: frames, settings and savepoints come first.</summary>
    public Flight Open()
    {
        if (!_flight.IsEmpty)
        {
            return _flight;
        }

        SharedSession session = Session;
        if (Transaction.State == BlockState.Failed)
        {
            OpenFailed(session);
            return _flight;
        }

        MakeSound(session);
        if (client.Database.TemporaryTablesOf is { } owner && !ReferenceEquals(owner, client))
        {
            client.Test?.Note(GatewayErrors.SharedTemporaryTables(client.Database.Name));
        }

        if (!Transaction.HasFrames && session.Stack.OuterOf(client) is { } outer)
        {
            client.Test?.Note(GatewayErrors.Nested(client.Database.Name, client.Description, outer.Description));
        }

        Transaction.EnsureFrame(session.Stack);
        bool isReadOnlyNow = Transaction.IsReadOnly && _readOnly is null;
        if (isReadOnlyNow)
        {
            // For this group only: what another client does inside of a read-only transaction may write. For all its flights: between two, nothing may touch its portals.
            _readOnly = new TransactionFrame(TransactionFrameKind.Savepoint, client, clientAtStart: Transaction.Snapshot());
            session.Stack.Push(_readOnly);
        }

        bool mayWait = session.AddPrefix(_flight, client.Settings.Effective);
        if (isReadOnlyNow)
        {
            OwnStatements.Add(_flight, "SET TRANSACTION READ ONLY");
        }

        EndPrefix(mayWait);
        return _flight;
    }

    /// <summary>Adds what the end of a group outside of a block must check before it counts as committed.</summary>
    /// <param name="holdsLastTag">Whether the last command is complete only after that, as in a simple query.</param>
    public void AddCommit(bool holdsLastTag)
    {
        if (Transaction.State == BlockState.None && Transaction.Group is not null)
        {
            AddCommitSteps(holdsLastTag);
        }
    }

    /// <summary>Sends what has been built.</summary>
    public void Run()
    {
        if (_flight.IsEmpty)
        {
            return;
        }

        _touched.AddReadings(_flight);
        if (_flight.IsOpen)
        {
            if (_flight.TakesData)
            {
                _flight.HoldSync();
            }
            else
            {
                _flight.Sync();
            }
        }

        client.SetOnServer(isOnServer: true);
        try
        {
            Session.Fly(_flight, this);
        }
        catch (SessionEndedException ended)
        {
            client.Database.SessionEnded(ended);
            throw;
        }
        finally
        {
            client.SetOnServer(isOnServer: false);
        }

        if (HasFailed)
        {
            EndReadOnly();
        }

        if (!MustHoldTag)
        {
            ReleaseTag();
        }

        // A probe that has failed took the settings of its flight back with it.
        _touched.Take(client, Session, isFailed: Transaction.State == BlockState.Failed || HasFailed || (_isProbing && _probed is not null));
    }

    /// <summary>As <see cref="Run"/>, for the extended protocol.</summary>
    /// <returns>Whether the client's data were taken meanwhile: the Sync that it sent ahead of them does not count.</returns>
    public bool RunGroupFlight()
    {
        _hasCopied = false;
        Run();
        return _hasCopied;
    }

    /// <summary>Asks the server what it would say of a text before it ran any of it.</summary>
    public ErrorResponse? Probe(ByteString sql)
    {
        SharedSession session = Session;
        TransactionFrame? frame = null;
        if (Transaction.State != BlockState.Failed)
        {
            MakeSound(session);
            Transaction.EnsureFrame(session.Stack);
            frame = new TransactionFrame(TransactionFrameKind.Savepoint, client, clientAtStart: Transaction.Snapshot());
            session.Stack.Push(frame);
            EndPrefix(session.AddPrefix(_flight, client.Settings.Effective));
        }
        else
        {
            _ = Open();
        }

        _flight.Add(new Parse(ByteString.From("_dbguard_probe"), sql, WireList<ObjectId>.Empty), FlightStepKind.Parse, FlightStepOwner.OnBehalf);
        _isProbing = true;
        _probed = null;
        Run();
        _isProbing = false;
        if (frame is not null)
        {
            _ = session.Stack.Undo(frame, staysOpen: false);
        }

        if (_probed is null)
        {
            session.CloseLater(PreparedKind.Statement, ByteString.From("_dbguard_probe"));
        }

        return _probed;
    }

    /// <summary>Tells the client of an error that the gateway itself has found; it has the consequences of one of the server's.</summary>
    public void Fail(ErrorResponse error)
    {
        EndReadOnly();
        client.Output.Write(error);
        AfterError();
    }

    /// <summary>Commits the block, or the group outside of one.</summary>
    /// <returns>Whether it could be.</returns>
    public bool Commit()
    {
        bool isBlock = Transaction.State == BlockState.Open;
        if (isBlock && Transaction.Block is not null && NeedsCommitFlight())
        {
            _ = Open();
            AddCommitSteps(holdsLastTag: false);
            Run();
            if (HasFailed)
            {
                // The block is over, whatever came of it.
                if (Transaction.State != BlockState.None)
                {
                    RollBack();
                }

                return false;
            }
        }

        EndReadOnly();
        Session.MustDeferAgain |= _hasChecked;
        _hasChecked = false;
        CommitEffects.Apply(client, Transaction.Commit(Session.Stack), Session);
        client.Cursors.Commit(Session);
        client.Statements.CloseAllPortals(Session);
        return true;
    }

    public void RollBack()
    {
        client.Database.Schema.MayBeBack();
        if (Transaction.RollBack(Session.Stack) is { } undone)
        {
            client.Database.CommittedWorkUndone(client, undone);
        }

        client.Cursors.RollBack(Session);
        client.Statements.CloseAllPortals(Session);
    }

    public void RollBackTo(TransactionFrame savepoint)
    {
        client.Database.Schema.MayBeBack();
        if (Transaction.RollBackTo(Session.Stack, savepoint) is { } undone)
        {
            client.Database.CommittedWorkUndone(client, undone);
        }

        int lastPortal = savepoint.ClientAtStart!.LastPortal;
        client.Statements.ForgetPortalsAfter(lastPortal, Session);
        client.Cursors.ForgetAfter(lastPortal, Session);
    }

    /// <summary>Notes that a setting's value has to be read when the flight's statements have run.</summary>
    public void Touch(string name, bool isLocal) => _touched.Add(name, isLocal);

    /// <summary>Ends the group: what was done outside of a block is committed, the client is told where it stands, and the turn is given back.</summary>
    public void Complete()
    {
        try
        {
            if (_session is not null)
            {
                EndReadOnly();
                if (Transaction is { State: BlockState.None, Group: not null })
                {
                    _ = Commit();
                }

            }

            // In the server's order.
            client.DeliverNotifications();
            if (_session is not null)
            {
                client.ReportParameters();
            }

            client.Output.Write(new ReadyForQuery(Transaction.Status));
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>The client has gone: what it left open is rolled back.</summary>
    public void Abandon()
    {
        try
        {
            if (_session is null && (Transaction.HasFrames || !client.Statements.IsEmpty || client.TemporaryTables.Count > 0 || !client.Cursors.IsEmpty))
            {
                _session = client.Database.EnterToLeave(client);
            }

            if (_session is { HasEnded: false })
            {
                RollBack();
                CommitEffects.ForgetClient(client, _session);
            }
        }
        catch (ClientErrorException)
        {
            // Another's transaction is above, or the test is over: its end rolls all back.
        }
        finally
        {
            Leave();
        }
    }

    public void Dispose() => _flight.Dispose();

    void IFlightObserver.OnAnswer(in FlightStep step, Frame frame, FrameReader reader, bool isLast)
    {
        switch (frame.Type)
        {
            case ReadyForQuery.Type:
                return;
            case CommandComplete.Type when step.Kind is FlightStepKind.Execute or FlightStepKind.Query:
                string tag = CommandComplete.Read(frame.Body).Tag.ToString();
                Note(tag);
                OnDone?.Invoke(step, tag);
                if (_holdsLastTag && step.Kind == FlightStepKind.Query)
                {
                    ReleaseTag();
                    _heldTag = ByteString.From(tag);
                    return;
                }

                break;
            default:
                ReleaseTag();
                if (isLast)
                {
                    OnDone?.Invoke(step, null);
                }

                break;
        }

        client.Output.Relay(frame, reader);
    }

    void IFlightObserver.OnError(in FlightStep step, ErrorResponse error)
    {
        if (_isProbing)
        {
            _probed = InClientsWords(error);
            return;
        }

        if (step.Owner != FlightStepOwner.Client && HasFailed)
        {
            // It follows from the error before.
            return;
        }

        bool isCancelled = error.Fields.Find(ErrorField.SqlState)?.Span.SequenceEqual("57014"u8) == true;
        if (step.Owner == FlightStepOwner.Reading && !isCancelled)
        {
            throw new SessionEndedException(error);
        }

        // A request that was late for the client's command has hit what reads the settings behind it: to the client it is the command's.

        if (step.Owner == FlightStepOwner.OnBehalf)
        {
            _heldTag = null;
            if (Session.Stack.OuterOf(client) is { } outer && client.Database.Schema.Constraints.Any)
            {
                client.Database.ConstraintsOfTwo(client, outer);
            }
        }

        ReleaseTag();
        bool isEnded = client.IsTerminated && isCancelled;
        client.Output.Write(ErrorHints.Add(isEnded ? ClientSession.Terminated : TextMap.Apply(InClientsWords(error)), out bool needsOtherIsolation));
        if (needsOtherIsolation)
        {
            client.Test?.Note(GatewayErrors.OutsideTransaction(client.Database.Name, error.Fields.Find(ErrorField.Message)?.ToString()));
        }

        _touched.Clear();
        AfterError();
    }

    void IFlightObserver.OnRow(in FlightStep step, DataRow row)
    {
        _touched.Read(step.Index, row.Columns.ToArray()[0]);
    }

    void IFlightObserver.OnCopyIn(in FlightStep step, Frame frame)
    {
        ReleaseTag();
        client.Output.Relay(frame, client.Reader);
        client.Output.Flush();
        client.SetOnServer(isOnServer: false);
        CopyRelay.Run(client, Session.Writer);
        if (step.Kind == FlightStepKind.Execute)
        {
            Session.SendSync(_flight);
            _hasCopied = true;
        }

        client.SetOnServer(isOnServer: true);
    }

    private ErrorResponse InClientsWords(ErrorResponse error) => Session.PortalNames.InClientsWords(Session.StatementNames.InClientsWords(error));

    // The server itself refuses what follows in a failed block; if another client has made the transaction sound, or it is aborted by what is to be rolled back first, it is
    // aborted again. What is closed is closed also there: of all that a client may still name, a server that is aborted runs just what ends the transaction.
    private void OpenFailed(SharedSession session)
    {
        if (!Transaction.IsDetached && session.IsAborted && !session.Stack.HasChanges)
        {
            session.AddClosings(_flight);
        }
        else
        {
            MakeSound(session);
            Transaction.Attach(session.Stack);
            session.AddPrefix(_flight, client.Settings.Effective);
            _flight.Sync();
            _flight.Add(new Query(ByteString.From("RELEASE SAVEPOINT _dbguard_none")), FlightStepKind.Query, FlightStepOwner.Failing);
        }
    }

    // What may wait is answered at once, so that a cancel request can be kept from it. The rest is over in no time, and an answer of its own would cost each group one more write and read.
    private void EndPrefix(bool mayWait)
    {
        if (mayWait)
        {
            _flight.FlushPrefix();
        }
    }

    /// <summary>Lets the group write again, as far as its own transaction does: before that ends, or gets a savepoint.</summary>
    public void EndReadOnly()
    {
        if (_readOnly is { } frame && Session.Stack.Contains(frame))
        {
            if (HasFailed)
            {
                _ = Session.Stack.Undo(frame, staysOpen: false);
                Transaction.IsDetached = true;
            }
            else
            {
                Session.Stack.Keep(frame);
            }
        }

        _readOnly = null;
    }

    /// <summary>Makes the frames that something local to the client is undone with.</summary>
    public void EnsureFrame()
    {
        MakeSound(Session);
        Transaction.EnsureFrame(Session.Stack);
    }

    private void MakeSound(SharedSession session)
    {
        if (session.IsAborted && !session.Stack.HasChanges && session.Stack.TopOfClients is { } top)
        {
            ClientSession owner = top.Owner!;
            if (owner.Transaction.Detach(session.Stack) is { } undone)
            {
                client.Database.CommittedWorkUndone(owner, undone);
            }
        }
    }

    private bool NeedsCommitFlight() =>
        client.Database.Schema.Constraints.Any || MayTouchSchema || Transaction.Effects.Any(static effect => effect.Kind is CommitEffectKind.Run or CommitEffectKind.CloseOpenedCursors) || TemporaryTables.Emptying(client).Any();

    private void AddCommitSteps(bool holdsLastTag)
    {
        if (!NeedsCommitFlight())
        {
            return;
        }

        bool any = false;
        if (!client.IsReading || Session.Stack.OuterOf(client) is null)
        {
            // Within another's transaction, one that only reads has nothing pending: what there is belongs to the other's COMMIT.
            DeferrableConstraints constraints = client.Database.Schema.Constraints;
            constraints.AddCheck(Open(), mayBeNew: MayTouchSchema);
            _hasChecked = any = constraints.Any || MayTouchSchema;
        }

        foreach (CommitEffect effect in Transaction.Effects)
        {
            if (CommitEffects.StatementOf(effect, Session) is { } statement)
            {
                OwnStatements.Add(_flight, statement, FlightStepOwner.OnBehalf);
                any = true;
            }
        }

        foreach (string emptying in TemporaryTables.Emptying(client))
        {
            OwnStatements.Add(_flight, emptying, FlightStepOwner.OnBehalf);
            any = true;
        }

        _holdsLastTag = any && holdsLastTag;
    }

    private void AfterError()
    {
        HasFailed = true;
        client.Cursors.NoteFailed();
        client.Database.Schema.MayBeBack();
        if (Transaction.Fail(Session.Stack) is { } undone)
        {
            client.Database.CommittedWorkUndone(client, undone);
        }

        if (Transaction.State == BlockState.None)
        {
            client.Cursors.RollBack(Session);
            client.Statements.CloseAllPortals(Session);
        }

        if (Transaction.State == BlockState.Failed && !Session.IsAborted && _flight.IsEmpty)
        {
            Transaction.IsDetached = true;
        }
    }

    /// <summary>Lets the client know of the command that was kept back.</summary>
    public void ReleaseTag()
    {
        if (_heldTag is { } tag)
        {
            _heldTag = null;
            client.Output.Write(new CommandComplete(tag));
        }
    }

    private void Note(string tag)
    {
        if (tag is "DECLARE CURSOR" or "CLOSE CURSOR")
        {
            client.Cursors.NoteDone();
        }

        CommandEffect effect = CommandEffects.Of(tag);
        if (effect == CommandEffect.None && MayWrite)
        {
            effect = CommandEffect.Rows;
        }

        if (effect != CommandEffect.None && Session.Stack.OuterOf(client) is { Transaction.HasSetConstraints: true } outer)
        {
            client.Database.ConstraintsOfTwo(client, outer);
        }

        Transaction.HasWritten |= effect != CommandEffect.None;
        _hasTouchedSchema |= effect == CommandEffect.Schema;
        if (effect == CommandEffect.Schema && CommandEffects.TouchesRoutines(tag))
        {
            client.Database.Schema.RoutinesChanged();
        }
    }

    private void Leave()
    {
        bool isEntered = _session is not null;
        SharedSession? session = _session;
        _session = null;
        IsInImplicitBlock = false;
        MayWrite = false;
        MayTouchSchema = false;
        if (!_flight.IsEmpty)
        {
            // It was built and not flown: what it took from the stack, the server will never know.
            session?.Abort();
        }

        _readOnly = null;
        _hasChecked = false;
        MustHoldTag = false;
        _holdsLastTag = false;
        _heldTag = null;
        _touched.Clear();
        _flight.Clear();
        if (isEntered)
        {
            if (_hasTouchedSchema)
            {
                _hasTouchedSchema = false;
                client.Database.Schema.Changed();
            }

            client.Database.Turns.Leave(client);
        }
    }
}
