namespace NUnit.DbGuard.Commands;

/// <summary>What the flow that opened it has asked providers to run since, with all that it has started.</summary>
/// <remarks>Owned by who opened it. Commands are added from any thread.</remarks>
/// <param name="log">What hands it commands.</param>
/// <param name="outer">The one that it was opened in, which sees the same.</param>
internal sealed class CommandCapture(CommandLog log, CommandCapture? outer) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<CommandRecord> _records = [];
    private bool _isClosed;

    /// <summary>The one that it was opened in, which sees the same.</summary>
    public CommandCapture? Outer { get; } = outer;

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

        log.Close();
    }
}
