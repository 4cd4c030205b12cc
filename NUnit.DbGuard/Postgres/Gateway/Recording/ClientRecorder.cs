using System.Diagnostics;
using NUnit.DbGuard.Commands;
using NUnit.DbGuard.Postgres.Gateway.Virtual;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Recording;

/// <summary>Follows what one client asks and is answered, and logs each statement for the test that it was run for.</summary>
/// <remarks>
/// <para>It stands at the client's own end of the gateway, so that it sees what the client sees: the same on the shared session and on one of the client's own,
/// from whatever driver and process.</para>
/// <para>What is asked comes from the client's thread, the answers from whoever writes them, in the order of what was asked. After an error everything up to
/// the next Sync goes unanswered (specification: "Extended Query"). It never fails: nonsense is the server's to refuse.</para>
/// </remarks>
/// <param name="client">The client.</param>
internal sealed class ClientRecorder(ClientSession client)
{
    // Nobody has as many; a client that never says which it has closed must not fill the memory.
    private const int MostNames = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<ByteString, AskedText> _prepared = [];
    private readonly Dictionary<ByteString, AskedStatement> _portals = [];
    private Queue<Asked> _asked = new();
    private AskedText? _lastParsed;
    private long _lastAnswer;
    private int _part;
    private bool _isCopying;
    private bool _isSkipping;

    private enum AskedKind
    {
        Query,
        Execute,
        Call,
        CopyEnd,
        Sync,
    }

    /// <summary>Notes a message that the client has sent, before it is answered.</summary>
    public void Ask(Frame frame)
    {
        try
        {
            lock (_lock)
            {
                _isSkipping &= frame.Type != Sync.Type;
                if (!_isSkipping)
                {
                    Note(frame);
                }
            }
        }
        catch (ProtocolViolationException)
        {
            // Its answer will be an error, and so it has no place in the order of those that are not.
        }
    }

    /// <summary>A command has ended well.</summary>
    public void Complete(ByteString tag)
    {
        lock (_lock)
        {
            _isCopying = false;
            Finish(tag, failure: null);
        }
    }

    /// <summary>The server reads a COPY's data from here on, and ignores each Sync before their end.</summary>
    /// <remarks>Specification: "COPY Operations". Those may have been sent before it has said so.</remarks>
    public void BeginCopy()
    {
        lock (_lock)
        {
            _isCopying = true;
            Queue<Asked> rest = new();
            foreach (Asked asked in _asked)
            {
                bool isIgnored = _isCopying && rest.Count > 0 && asked.Kind is AskedKind.Sync or AskedKind.CopyEnd;
                _isCopying &= rest.Count == 0 || asked.Kind != AskedKind.CopyEnd;
                if (!isIgnored)
                {
                    rest.Enqueue(asked);
                }
            }

            _asked = rest;
        }
    }

    /// <summary>A text without any command was answered.</summary>
    public void CompleteEmpty()
    {
        lock (_lock)
        {
            if (Answered() is { Kind: AskedKind.Execute })
            {
                _ = _asked.Dequeue();
            }
        }
    }

    /// <summary>A portal has given as many rows as it was asked for, and has more.</summary>
    public void Suspend()
    {
        lock (_lock)
        {
            if (Answered() is { Kind: AskedKind.Execute })
            {
                Finish(ByteString.Empty, failure: null);
            }
        }
    }

    /// <summary>A command has failed, and with it what was asked behind it.</summary>
    public void Fail(ErrorResponse error)
    {
        lock (_lock)
        {
            _isCopying = false;
            string failure = $"{error.Fields.Find(ErrorField.SqlState)} {error.Fields.Find(ErrorField.Message)}";
            if (Answered() is { Kind: AskedKind.Sync, Statement: { } parsed })
            {
                Log(parsed, Stopwatch.GetTimestamp(), ByteString.Empty, failure);
            }

            bool isOfQuery = Answered() is { Kind: AskedKind.Query or AskedKind.Call };
            Finish(ByteString.Empty, failure);
            if (isOfQuery)
            {
                return;
            }

            while (_asked.TryPeek(out Asked next) && next.Kind != AskedKind.Sync)
            {
                _ = _asked.Dequeue();
            }

            _isSkipping = _asked.Count == 0;
        }
    }

    /// <summary>A group has been answered to its end.</summary>
    public void EndGroup()
    {
        lock (_lock)
        {
            while (_asked.TryDequeue(out Asked ended) && ended.Kind is AskedKind.Execute or AskedKind.CopyEnd)
            {
            }

            _part = 0;
            _isSkipping = false;
        }
    }

    private void Note(Frame frame)
    {
        switch (frame.Type)
        {
            case Query.Type when frame.IsWhole:
                _asked.Enqueue(new(AskedKind.Query, Stopwatch.GetTimestamp(), new(AskedText.Of(Query.Read(frame.Body).Text), Values: null)));
                break;
            case Query.Type or FunctionCall.Type:
                _asked.Enqueue(new(AskedKind.Call, Begin: 0, Statement: null));
                break;
            case Sync.Type when !_isCopying:
                // What was only prepared in its group is to blame for an error.
                _asked.Enqueue(new(AskedKind.Sync, Begin: 0, _lastParsed is null ? null : new(_lastParsed, Values: null)));
                _lastParsed = null;
                break;
            case CopyDone.Type or CopyFail.Type when _isCopying:
                _isCopying = false;
                break;
            case CopyDone.Type or CopyFail.Type:
                _asked.Enqueue(new(AskedKind.CopyEnd, Begin: 0, Statement: null));
                break;
            case Parse.Type when frame.IsWhole:
                Note(Parse.Read(frame.Body));
                break;
            case Bind.Type when frame.IsWhole:
                Note(Bind.Read(frame.Body));
                break;
            case Bind.Type:
                // Longer than what is read at once: most likely of what was prepared just now.
                _portals.Clear();
                _portals[ByteString.Empty] = new(_lastParsed ?? AskedText.Unknown, Values: null);
                break;
            case Execute.Type when frame.IsWhole:
                _asked.Enqueue(new(AskedKind.Execute, Stopwatch.GetTimestamp(), _portals.GetValueOrDefault(Execute.Read(frame.Body).Portal) ?? new(AskedText.Unknown, Values: null)));
                _lastParsed = null;
                break;
            case Close.Type when frame.IsWhole && Close.Read(frame.Body) is { Kind: PreparedKind.Statement } close:
                _ = _prepared.Remove(close.Name);
                break;
        }
    }

    private void Note(Parse parse)
    {
        if (_prepared.Count >= MostNames)
        {
            _prepared.Clear();
        }

        _prepared[parse.Statement.ToOwned()] = _lastParsed = AskedText.Of(parse.Query, parse.ParameterTypes);
    }

    private void Note(Bind bind)
    {
        if (_portals.Count >= MostNames)
        {
            _portals.Clear();
        }

        AskedText text = _prepared.GetValueOrDefault(bind.Statement) ?? AskedText.Unknown;
        _portals[bind.Portal.ToOwned()] = new(text, bind.Parameters.Count == 0 ? null : BoundValues.Of(bind, text.ParameterTypes));
    }

    // What the next answer is for. The end of a COPY that had failed or ended already has none.
    private Asked? Answered()
    {
        while (_asked.TryPeek(out Asked end) && end.Kind == AskedKind.CopyEnd)
        {
            _ = _asked.Dequeue();
        }

        return _asked.TryPeek(out Asked next) ? next : null;
    }

    private void Finish(ByteString tag, string? failure)
    {
        if (Answered() is not { } asked || asked.Kind == AskedKind.Sync)
        {
            return;
        }

        if (asked.Kind == AskedKind.Execute)
        {
            _ = _asked.Dequeue();
        }

        if (asked.Statement is { } statement)
        {
            Log(statement, asked.Begin, tag, failure, asked.Kind == AskedKind.Query ? _part++ : null);
        }
    }

    private void Log(AskedStatement statement, long asked, ByteString tag, string? failure, int? part = null)
    {
        if (statement.Text.IsDrivers || client.TestOfAnswer is not { Statements: { } log } test)
        {
            return;
        }

        // Of those that were sent together, each begins when the one before has ended.
        long now = Stopwatch.GetTimestamp();
        long begin = Math.Max(asked, _lastAnswer);
        _lastAnswer = now;

        string sql = statement.Text.Sql;
        bool isControl = failure is null ? StatementTag.IsControl(tag.Span) : StatementCount.IsTransactionControl(part is { } number ? StatementCount.Part(sql, number) : sql);
        LoggedStatement logged = new(test.Database, sql, begin)
        {
            Part = part,
            IsControl = isControl,
            IsQuery = tag.Span.StartsWith("SELECT "u8) && part is null or 0,
            IsSecret = statement.Text.IsSecret,
            Client = client.ShortDescription,
            ClientNumber = client.ProcessId,
            Values = statement.Values,
            Rows = StatementTag.Rows(tag.Span),
            Failure = failure,
        };
        log.Add(logged);
        logged.Take(now - begin);
    }

    private readonly record struct Asked(AskedKind Kind, long Begin, AskedStatement? Statement);
}
