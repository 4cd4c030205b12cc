using System.Net.Sockets;

namespace NUnit.DbGuard.Postgres.Gateway.Sockets;

/// <summary>The bytes of one connected socket, in blocking calls.</summary>
/// <remarks>
/// <para>It owns the socket. The thread that reads or writes disposes it; <see cref="Abort"/> may come from any thread, and only shuts the socket
/// down, so that the number of a closed socket, which the system gives away again at once, is never used by another thread.</para>
/// <para>The socket must never have been used asynchronously or been non-blocking: .NET then leaves it non-blocking for good, and each wait goes through
/// its event loop and a second thread.</para>
/// <para>Every fault of the connection is an <see cref="IOException"/>. After <see cref="Abort"/> reads come to an end, and writes fail.</para>
/// </remarks>
/// <param name="socket">The socket, connected.</param>
internal sealed class SocketStream(Socket socket) : Stream
{
    private volatile bool _isAborted;

    /// <summary>By when reads must have begun to give bytes; then they fail with a <see cref="TimeoutException"/> inside.</summary>
    public Deadline Deadline { get; set; }

    /// <summary>Whether someone gave the connection up.</summary>
    public bool IsAborted => _isAborted;

    /// <summary>Whether bytes have come that nobody has read. From any thread.</summary>
    public bool HasUnread
    {
        get
        {
            try
            {
                return socket.Available > 0;
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return false;
            }
        }
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Unblocks whoever reads or writes, here and at the peer's. Does nothing to a connection that is closed.</summary>
    public void Abort()
    {
        _isAborted = true;
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The peer, or its own thread, was faster.
        }

        if (OperatingSystem.IsWindows())
        {
            // There a shutdown does not end a read that has begun.
            socket.Dispose();
        }
    }

    /// <summary>Says goodbye: the peer reads all that was written, and then the end.</summary>
    /// <remarks>Closing at once would reset a TCP connection whose peer has sent something that was not read, and the last words could be lost.</remarks>
    /// <param name="limit">How long the peer may take to close its side.</param>
    public void Close(TimeSpan limit)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
            Deadline = Deadline.After(limit);
            Span<byte> rest = stackalloc byte[1_024];
            while (Read(rest) > 0)
            {
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or IOException)
        {
            // It need not listen.
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Whether a read would return at once: with data, or with the connection's end.</summary>
    public bool HasInput
    {
        get
        {
            try
            {
                return socket.Poll(0, SelectMode.SelectRead);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return true;
            }
        }
    }

    /// <summary>How long each write may take from now on.</summary>
    public void SetWriteLimit(TimeSpan limit)
    {
        try
        {
            socket.SendTimeout = Math.Max(1, (int)limit.TotalMilliseconds);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // What is closed keeps nobody waiting.
        }
    }

    public override int Read(Span<byte> buffer)
    {
        try
        {
            if (Deadline.IsSet && !socket.Poll(Deadline.Left, SelectMode.SelectRead))
            {
                throw new IOException("The peer took too long.", new TimeoutException("The peer took too long."));
            }

            return socket.Receive(buffer);
        }
        catch (SocketException exception)
        {
            return _isAborted ? 0 : throw new IOException(exception.Message, exception);
        }
        catch (ObjectDisposedException exception)
        {
            return _isAborted ? 0 : throw new IOException("The connection is closed.", exception);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            while (!buffer.IsEmpty)
            {
                buffer = buffer[socket.Send(buffer)..];
            }
        }
        catch (SocketException exception)
        {
            throw new IOException(exception.Message, exception);
        }
        catch (ObjectDisposedException exception)
        {
            throw new IOException("The connection is closed.", exception);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            socket.Dispose();
        }

        base.Dispose(disposing);
    }
}
