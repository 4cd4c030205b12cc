using NUnit.DbGuard.Postgres.Gateway.Shared;
using NUnit.DbGuard.Postgres.Gateway.Virtual;
using NUnit.DbGuard.Postgres.Protocol;
using NUnit.DbGuard.Postgres.Statements;

namespace NUnit.DbGuard.Postgres.Gateway.Groups;

/// <summary>Looks at a group of the extended protocol before any of it runs: what it will need, and what it may wait for.</summary>
internal sealed class GroupPreview(ClientSession client)
{
    private readonly HashSet<int> _signalled = [];

    /// <summary>Whether a portal of the group may be left with rows to come.</summary>
    public static bool HasRowLimit(FrameBuffer messages)
    {
        foreach (Frame frame in messages.Frames())
        {
            if (frame.Type == Execute.Type && !frame.Body.Span.EndsWith("\0\0\0\0"u8))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the group has ended or cancelled another client.</summary>
    public bool IsSignalled => _signalled.Count > 0;

    /// <summary>Whether it was that one.</summary>
    public bool HasSignalled(int processId) => _signalled.Contains(processId);

    /// <summary>
    /// Waits for the advisory locks that the group takes, and ends or cancels the clients that it wants ended or cancelled. Before the turn is taken: who has a lock needs it
    /// to give the lock back, and who is cancelled may have it.
    /// </summary>
    /// <returns>Whether the group may go on; else the client has been told why not.</returns>
    public bool TryCalls(FrameBuffer messages)
    {
        _signalled.Clear();
        if (client.Transaction.State == BlockState.Failed)
        {
            return true;
        }

        byte[]? parsed = null;
        foreach (Frame frame in messages.Frames())
        {
            if (frame.Type == Parse.Type)
            {
                parsed = SessionWords.MayHaveCall(frame.Body.Span) ? TextOf(frame.Body.Span).ToArray() : null;
            }
            else if (frame.Type == Bind.Type && (parsed ?? PreparedText(frame.Body)) is { } sql)
            {
                IReadOnlyList<string?>? values = ValuesOf(frame);
                if (AdvisoryCall.Read(sql, values) is { Kind: AdvisoryCallKind.Take } call && !CallAnswer.TryWait(client, call))
                {
                    return false;
                }

                if (BackendCall.Read(sql, values) is { } signal)
                {
                    if (!CallAnswer.TrySignal(client, signal, out bool isDone))
                    {
                        return false;
                    }

                    _ = isDone && _signalled.Add(signal.ProcessId);
                }
            }
        }

        return true;
    }

    /// <summary>Whether the group only reads, as far as its texts tell.</summary>
    public bool IsReading(FrameBuffer messages)
    {
        foreach (Frame frame in messages.Frames())
        {
            int end = frame.Body.Span.IndexOf((byte)0);
            bool reads = frame.Type switch
            {
                Parse.Type => ReadsText(frame.Body.Span),
                Bind.Type when end >= 0 => ReadsPrepared(frame.Body[(end + 1)..]),
                _ => true,
            };
            if (!reads)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What a text of one statement is; one of several is nothing that is known.</summary>
    public Statement Classify(ReadOnlySpan<byte> sql) => StatementReader.ReadOne(sql, client.UsesStandardStrings);

    private byte[]? PreparedText(ReadOnlyMemory<byte> bind)
    {
        ReadOnlyMemory<byte> rest = bind[(bind.Span.IndexOf((byte)0) + 1)..];
        int end = rest.Span.IndexOf((byte)0);
        return end >= 0 && client.Statements.Find(new ByteString(rest[..end])) is { } known && known.MayHaveCall ? known.Query.Span.ToArray() : null;
    }

    private static ReadOnlySpan<byte> TextOf(ReadOnlySpan<byte> parse)
    {
        ReadOnlySpan<byte> rest = parse[(parse.IndexOf((byte)0) + 1)..];
        int end = rest.IndexOf((byte)0);
        return end < 0 ? rest : rest[..end];
    }

    private static IReadOnlyList<string?>? ValuesOf(Frame bind)
    {
        try
        {
            return AdvisoryCall.ValuesOf(Bind.Read(bind.Body));
        }
        catch (ProtocolViolationException)
        {
            // It is refused when its turn comes.
            return null;
        }
    }

    private bool ReadsText(ReadOnlySpan<byte> parse)
    {
        ReadOnlySpan<byte> sql = TextOf(parse);
        return StatementRules.Reads(Classify(sql), sql);
    }

    // What the same group prepares has been looked at.
    private bool ReadsPrepared(ReadOnlyMemory<byte> rest)
    {
        int end = rest.Span.IndexOf((byte)0);
        return end < 0 || client.Statements.Find(new ByteString(rest[..end])) is not { } statement || StatementRules.Reads(statement.Statement, statement.Query.Span);
    }
}
