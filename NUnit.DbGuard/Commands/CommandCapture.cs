namespace NUnit.DbGuard.Commands;

/// <summary>The statements that are run while it is open: by the flow that opened it and what that starts, and by hosts if asked for.</summary>
/// <remarks>Owned by who opened it. Statements are added from any thread.</remarks>
internal sealed class CommandCapture : IDisposable
{
    private readonly Lock _lock = new();
    private readonly CommandLog _log;
    private readonly List<CommandRecord> _records = [];
    private bool _isClosed;

    public CommandCapture(CommandLog log, CommandCapture? outer, bool includesHosts)
    {
        _log = log;
        Outer = outer;
        IncludesHosts = includesHosts;
    }

    /// <summary>The one that it was opened in, which sees the same.</summary>
    public CommandCapture? Outer { get; }

    /// <summary>Whether work on no test's flow counts, as a host's that serves the test.</summary>
    public bool IncludesHosts { get; }

    public void Add(CommandRecord record)
    {
        lock (_lock)
        {
            if (!_isClosed)
            {
                _records.Add(record);
            }
        }
    }

    /// <summary>What has been run so far, in the order of its beginnings.</summary>
    public IReadOnlyList<CommandRecord> Records()
    {
        lock (_lock)
        {
            return [.. _records];
        }
    }

    /// <summary>Ends it: what comes later is not added.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
        }

        _log.Close(this);
    }
}
