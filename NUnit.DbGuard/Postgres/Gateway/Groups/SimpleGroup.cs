using NUnit.DbGuard.Postgres.Gateway.Shared;
using NUnit.DbGuard.Postgres.Gateway.Virtual;
using NUnit.DbGuard.Postgres.Protocol;
using NUnit.DbGuard.Postgres.Statements;

namespace NUnit.DbGuard.Postgres.Gateway.Groups;

/// <summary>A simple query: one text of any number of statements, or a function call.</summary>
/// <remarks>
/// A text that the server runs alone goes there as it is. One with statements that are answered here is cut at those; before any of it
/// runs the server is asked whether it parses, because a server runs nothing of a text with a mistake in it.
/// </remarks>
internal sealed class SimpleGroup(ClientSession client)
{
    private readonly ControlStatements _control = new(client);
    private readonly List<Statement> _statements = [];
    private ClientStatement? _prepared;
    private ByteString? _deallocated;

    private GroupRunner Runner => client.Runner;

    public void Run(Query query)
    {
        Read(query.Text.Span);

        // A server has done such a group before a cancel request can come: the request is for what follows.
        client.LeavesCancelToNext = _statements.TrueForAll(statement => statement.Kind == StatementKind.Empty || _control.Handles(statement, query.Text.Span));
        bool mayHaveCall = client.Transaction.State != BlockState.Failed && SessionWords.MayHaveCall(query.Text.Span);
        AdvisoryCall? call = mayHaveCall ? AdvisoryCall.Read(query.Text.Span, values: null) : null;
        if (call is { Kind: AdvisoryCallKind.Take } && !CallAnswer.TryWait(client, call))
        {
            Runner.Complete();
            return;
        }

        BackendCall? signal = mayHaveCall ? BackendCall.Read(query.Text.Span, values: null) : null;
        if (signal is not null)
        {
            if (!CallAnswer.TrySignal(client, signal, out bool isDone))
            {
                Runner.Complete();
                return;
            }

            signal = isDone ? signal : null;
        }

        client.IsReading = _statements.TrueForAll(statement => StatementRules.Reads(statement, query.Text.Span));
        if (Runner.Enter())
        {
            Runner.OnDone = OnDone;

            // As the server does with every simple query.
            client.Statements.Forget(ByteString.Empty);
            client.Statements.UnnamedPortal = null;
            _ = client.Statements.ClosePortal(ByteString.Empty, Runner.Session);
            ReadOnlyMemory<byte> sql = query.Text.Memory;
            if (call is not null && CallAnswer.IsFalse(client, call))
            {
                CallAnswer.Write(client, call, isDescribed: false, FormatCode.Text);
                Runner.Complete();
                return;
            }

            if (signal is not null)
            {
                CallAnswer.WriteTrue(client, signal.Column, isDescribed: false, FormatCode.Text);
                Runner.Complete();
                return;
            }

            int count = _statements.Count(static statement => statement.Kind != StatementKind.Empty);
            Runner.IsInImplicitBlock = count > 1;
            if (!_statements.Exists(statement => _control.Handles(statement, sql.Span)))
            {
                RunPart(sql, 0, _statements.Count, isAlone: count <= 1, isLast: true);
            }
            else if (count == 1 || Parses(sql))
            {
                RunCut(sql, count);
            }
        }

        Runner.Complete();
    }

    public void Run(Frame functionCall)
    {
        if (Runner.Enter())
        {
            Runner.Open().Add(functionCall, FlightStepKind.FunctionCall);
            client.Transaction.HasRun = true;
            Runner.AddCommit(holdsLastTag: false);
            Runner.Run();
        }

        Runner.Complete();
    }

    /// <summary>Answers a message that is malformed.</summary>
    public void Refuse(ProtocolViolationException violation)
    {
        if (Runner.Enter())
        {
            Runner.Fail(ClientError.Error(ProtocolViolationException.SqlState, violation.ServersWords));
        }

        Runner.Complete();
    }

    private void Read(ReadOnlySpan<byte> sql)
    {
        _statements.Clear();
        StatementReader reader = new(sql, client.UsesStandardStrings);
        while (reader.TryRead(out Statement statement))
        {
            _statements.Add(statement);
        }
    }

    private bool Parses(ReadOnlyMemory<byte> sql)
    {
        if (Runner.Probe(new ByteString(sql)) is not { } error)
        {
            return true;
        }

        // 42601 is also what says that the text has several statements, which is what it says if there is no other mistake.
        bool isMistake = error.Fields.Find(ErrorField.Position) is not null
            || error.Fields.Find(ErrorField.SqlState) is not { } state || !state.Span.SequenceEqual("42601"u8);
        if (isMistake)
        {
            Runner.Fail(error);
        }

        return !isMistake;
    }

    private void RunCut(ReadOnlyMemory<byte> sql, int count)
    {
        int first = 0;
        for (int i = 0; i < _statements.Count && !Runner.HasFailed; i++)
        {
            Statement statement = _statements[i];
            if (statement.Kind == StatementKind.Empty)
            {
                continue;
            }

            if (_control.Handles(statement, sql.Span))
            {
                RunPart(sql, first, i, isAlone: false, isLast: false);
                first = i + 1;
                if (!Runner.HasFailed)
                {
                    _ = _control.Run(statement, sql.Span);
                }
            }
        }

        if (!Runner.HasFailed)
        {
            RunPart(sql, first, _statements.Count, isAlone: count == 1, isLast: true);
        }
    }

    // Runs the statements from one to another, as one text.
    private void RunPart(ReadOnlyMemory<byte> sql, int from, int to, bool isAlone, bool isLast)
    {
        bool isWhole = from == 0 && to == _statements.Count;
        if (isWhole && to == 0)
        {
            RunTogether(sql, 0, 0, isAlone, isLast, isWhole);
            return;
        }

        while (from < to && !Runner.HasFailed)
        {
            int end = EndOfPart(sql, from, to);
            RunTogether(sql, from, end, isAlone, isLast && end == to, isWhole && end == to);
            isWhole = false;
            from = end;
        }
    }

    // A statement whose name is exchanged, or that takes data from the client, ends its part.
    private int EndOfPart(ReadOnlyMemory<byte> sql, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            if (_statements[i].Kind == StatementKind.CopyFromStdin || SqlNames.MustRewrite(client, _statements[i], sql.Span))
            {
                return i == from ? i + 1 : i;
            }
        }

        return to;
    }

    private void RunTogether(ReadOnlyMemory<byte> sql, int from, int to, bool isAlone, bool isLast, bool isWhole)
    {
        bool isEmpty = _statements.FindIndex(from, to - from, static statement => statement.Kind != StatementKind.Empty) < 0;
        if (isEmpty && !isWhole)
        {
            return;
        }

        BlockState state = client.Transaction.State;
        if (isAlone && from < to)
        {
            Statement only = _statements.Find(static statement => statement.Kind != StatementKind.Empty);
            if (StatementRules.Refuse(only, state) is { } refusal)
            {
                Runner.Fail(refusal);
                return;
            }

            if (StatementRules.Warn(only, state) is { } warning)
            {
                client.Output.Write(warning);
            }
        }

        Flight flight = Runner.Open();
        int start = from < to ? _statements[from].Extent.Start : 0;
        int end = from < to ? _statements[to - 1].Extent.End : 0;
        ReadOnlyMemory<byte> text = sql[start..end];
        TextMap map = new(sql[..start]);
        bool copies = false;
        for (int i = from; i < to; i++)
        {
            Statement statement = _statements[i];
            copies |= statement.Kind == StatementKind.CopyFromStdin;
            _deallocated = statement.Kind == StatementKind.Deallocate ? ByteString.From(SqlIdentifier.Decode(statement.Name.Of(sql.Span))) : null;
            if (SqlNames.Rewrite(client, statement, sql.Span, out _prepared, out TextMap exchanged) is { } rewritten)
            {
                text = rewritten;
                map = exchanged with { Before = map.Before };
            }

            if (state != BlockState.Failed)
            {
                StatementRules.Note(client, statement, sql.Span);
            }
        }

        Runner.TextMap = map;
        flight.Add(new Query(new ByteString(text)), FlightStepKind.Query, FlightStepOwner.Client);
        Runner.Session.UnnamedStatementOwner = null;
        if (copies)
        {
            // What follows would be taken for the client's data.
            Runner.MustHoldTag = isLast;
            Runner.Run();
            Runner.MustHoldTag = false;
        }

        if (isLast && !Runner.HasFailed)
        {
            Runner.AddCommit(holdsLastTag: true);
        }

        Runner.Run();
        Runner.TextMap = default;
        Runner.ReleaseTag();
    }

    private void OnDone(FlightStep step, string? tag)
    {
        if (tag == "PREPARE" && _prepared is { } prepared)
        {
            prepared.PreparedOn = Runner.Session.Number;
            client.Statements.Add(prepared.Name, prepared);
            _prepared = null;
        }

        if (tag == "DEALLOCATE" && _deallocated is { } deallocated)
        {
            // Prepared by the same text, or it would have been answered without the server.
            client.Statements.Forget(deallocated, Runner.Session);
            _deallocated = null;
        }
    }
}
