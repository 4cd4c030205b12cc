using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Servers;

/// <summary>Writes long groups on a thread of its own, while the session's holder reads.</summary>
/// <remarks>States: idle → (<see cref="Begin"/>) sending → idle, with or without a failure that <see cref="Wait"/> throws once.</remarks>
internal sealed class GroupSender : IDisposable
{
    private const int StackSize = 262_144;

    private readonly ServerLink _link;
    private readonly Thread _thread;
    private readonly SemaphoreSlim _begun = new(0);
    private readonly ManualResetEventSlim _idle = new(initialState: true);
    private FrameBuffer? _group;
    private Exception? _failure;

    public GroupSender(ServerLink link)
    {
        _link = link;
        _thread = new Thread(Run, StackSize) { IsBackground = true, Name = $"DbGuard gateway: sends to {link.Description}" };
        _thread.UnsafeStart();
    }

    /// <summary>Starts to send a group.</summary>
    public void Begin(FrameBuffer group)
    {
        if (!_idle.IsSet)
        {
            throw new InvalidOperationException("The group before is still on its way.");
        }

        _group = group;
        _idle.Reset();
        _ = _begun.Release();
    }

    /// <summary>Waits until the group has left.</summary>
    /// <exception cref="IOException">The connection failed.</exception>
    public void Wait()
    {
        _idle.Wait();
        if (_failure is { } failure)
        {
            _failure = null;
            throw new IOException(failure.Message, failure);
        }
    }

    /// <summary>Ends the thread, if it is idle.</summary>
    /// <returns>Whether it was idle, and had not failed.</returns>
    public bool TryStop(TimeSpan limit)
    {
        if (!_idle.IsSet)
        {
            return false;
        }

        bool isHealthy = _failure is null;
        _group = null;
        _ = _begun.Release();
        return _thread.Join(limit) && isHealthy;
    }

    /// <summary>Waits for the thread, whose connection is closed by now.</summary>
    public void Dispose()
    {
        if (_thread.IsAlive)
        {
            _idle.Wait();
            _group = null;
            _ = _begun.Release();
            _thread.Join();
        }

        _begun.Dispose();
        _idle.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            _begun.Wait();
            if (_group is not { } group)
            {
                return;
            }

            try
            {
                _link.Writer.Write(group);
                _link.Writer.Flush();
            }
#pragma warning disable CA1031 // An exception that leaves a thread ends the process; the session's holder gets it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _failure = exception;
            }

            _idle.Set();
        }
    }
}
