using NUnit.DbGuard.Postgres.Gateway.Recording;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Virtual;

/// <summary>What is on its way to a client.</summary>
/// <remarks>
/// <para>While a group runs nothing here waits for the client: what the server answers is gathered, and what has grown large is written by a
/// thread of the pool meanwhile, so that a slow client never holds the session. What that thread has not written yet is kept in memory up to a limit, and
/// beyond it in a file. Only <see cref="Flush"/> waits, when the session has been given back.</para>
/// <para>Messages come from the client's own thread, from the one that reads its own session, and from the pool (notifications to one that is idle): each is written whole.</para>
/// <para>A client that is gone makes no noise: what it was to get is dropped, and <see cref="IsBroken"/> says so.</para>
/// </remarks>
/// <param name="writer">What leads to the client.</param>
/// <param name="recorder">Told of each answer before it is on its way.</param>
/// <param name="onLost">Told why, when what the client was to get could not be kept for it.</param>
internal sealed class ClientOutput(FrameWriter writer, ClientRecorder recorder, Action<Exception> onLost) : IDisposable
{
    /// <summary>From how many bytes on that wait to be written the rest goes to a file.</summary>
    public const int LargestInMemory = 16 * 1024 * 1024;

    private const int PumpFrom = 65_536;

    private readonly object _lock = new();
    private readonly Lock _writing = new();
    private readonly Queue<FrameBuffer> _queue = new();
    private FrameBuffer _pending = new();
    private OutputFile? _file;
    private long _queued;
    private bool _isPumping;

    public bool IsBroken { get; private set; }

    public void Write<TMessage>(TMessage message)
        where TMessage : struct, IMessage<TMessage>
    {
        lock (_writing)
        {
            Record(message);
            message.Write(_pending);
        }
    }

    /// <summary>Passes a frame on; of a long one the body is taken from the reader.</summary>
    public void Relay(Frame frame, FrameReader reader)
    {
        lock (_writing)
        {
            Record(frame);
            frame.Write(_pending);
            if (!frame.IsWhole)
            {
                ReadOnlyMemory<byte> piece;
                while (!(piece = reader.ReadPiece()).IsEmpty)
                {
                    piece.Span.CopyTo(_pending.GetSpan(piece.Length));
                    _pending.Advance(piece.Length);
                    PumpIfLarge();
                }
            }

            PumpIfLarge();
        }
    }

    /// <summary>Writes all there is, and waits until the client's socket has taken it.</summary>
    public void Flush()
    {
        lock (_writing)
        {
            lock (_lock)
            {
                while (_isPumping)
                {
                    Monitor.Wait(_lock);
                }
            }

            Write(_pending);
            _pending.Clear();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            IsBroken = true;
            while (_isPumping)
            {
                Monitor.Wait(_lock);
            }
        }

        _pending.Dispose();
    }

    // The type is known when this is compiled, so that of most messages nothing is left here.
    private void Record<TMessage>(TMessage message)
        where TMessage : struct
    {
        switch (message)
        {
            case CommandComplete complete:
                recorder.Complete(complete.Tag);
                break;
            case ErrorResponse error:
                recorder.Fail(error);
                break;
            case ReadyForQuery:
                recorder.EndGroup();
                break;
            case CopyInResponse:
                recorder.BeginCopy();
                break;
            case EmptyQueryResponse:
                recorder.CompleteEmpty();
                break;
            case PortalSuspended:
                recorder.Suspend();
                break;
        }
    }

    private void Record(Frame frame)
    {
        try
        {
            switch (frame.Type)
            {
                case CommandComplete.Type:
                    recorder.Complete(CommandComplete.Read(frame.Body).Tag);
                    break;
                case ErrorResponse.Type:
                    recorder.Fail(frame.IsWhole ? ErrorResponse.Read(frame.Body) : default);
                    break;
                case ReadyForQuery.Type:
                    recorder.EndGroup();
                    break;
                case CopyInResponse.Type:
                    recorder.BeginCopy();
                    break;
                case EmptyQueryResponse.Type:
                    recorder.CompleteEmpty();
                    break;
                case PortalSuspended.Type:
                    recorder.Suspend();
                    break;
            }
        }
        catch (ProtocolViolationException)
        {
            // The client will find out.
        }
    }

    private void PumpIfLarge()
    {
        if (_pending.Length < PumpFrom)
        {
            return;
        }

        lock (_lock)
        {
            if (_file is not null || _queued >= LargestInMemory)
            {
                Spill();
            }
            else
            {
                _queued += _pending.Length;
                _queue.Enqueue(_pending);
                _pending = new FrameBuffer();
            }

            if (!_isPumping)
            {
                _isPumping = true;
                ThreadPool.UnsafeQueueUserWorkItem(static output => output.Pump(), this, preferLocal: false);
            }
        }
    }

    private void Spill()
    {
        try
        {
            if (!IsBroken)
            {
                _file ??= new OutputFile();
                _file.Add(_pending);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The disk is full: this client is lost, but not the session, which is the others' too.
            Lose(exception);
        }

        _pending.Clear();
    }

    private void Lose(Exception cause)
    {
        IsBroken = true;
        onLost(cause);
    }

    private void Pump()
    {
        while (true)
        {
            using FrameBuffer? next = TakeNext();
            if (next is null)
            {
                return;
            }

            Write(next);
        }
    }

    // What is in memory came before what is in the file.
    private FrameBuffer? TakeNext()
    {
        lock (_lock)
        {
            if (_queue.TryDequeue(out FrameBuffer? next))
            {
                _queued -= next.Length;
                return next;
            }

            try
            {
                next = IsBroken ? null : _file?.Take();
            }
            catch (IOException exception)
            {
                Lose(exception);
            }

            if (next is null || _file is { IsEmpty: true })
            {
                _file?.Dispose();
                _file = null;
            }

            if (next is null)
            {
                _isPumping = false;
                Monitor.PulseAll(_lock);
            }

            return next;
        }
    }

    private void Write(FrameBuffer frames)
    {
        if (IsBroken)
        {
            return;
        }

        try
        {
            writer.Write(frames);
            writer.Flush();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            IsBroken = true;
        }
    }
}
