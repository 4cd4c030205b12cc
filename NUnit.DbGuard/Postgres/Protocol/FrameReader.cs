using System.Buffers.Binary;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>Reads frames from a stream: many small ones per read, large ones header first.</summary>
/// <remarks>
/// <para>States: between frames → (a frame longer than <see cref="ProtocolLimits.BufferSize"/>) announced → taken whole, or in pieces →
/// between frames. What is not allowed in a state is a fault of the caller and throws <see cref="InvalidOperationException"/>.</para>
/// <para>Memory: what is handed out belongs to the reader, and stays valid until the next call that may read.
/// <see cref="TryRead"/> moves nothing, so that the frames of one run of it are valid together. A length that the peer claims
/// reserves nothing: the buffer grows with what has arrived, to at most twice as much.</para>
/// <para>Time: a read blocks its thread, because each connection has a thread of its own that has nothing else to do: it wakes in a third of the
/// time that a task on the pool takes. A limit is the stream's to set, as its read timeout; after a read that timed out the reader goes on where it was.</para>
/// </remarks>
internal sealed class FrameReader : IDisposable
{
    private const int PieceSize = 131_072;

#pragma warning disable CA2213 // The stream stays the caller's.
    private readonly Stream _stream;
#pragma warning restore CA2213
    private readonly MessageOrigin _origin;
    private readonly ProtocolLimits _limits;
    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private Frame? _announced;
    private string _bodyName = string.Empty;
    private int _bodyLength;
    private int _bodyLeft;
    private bool _isDisposed;

    /// <param name="stream">Where the bytes come from. It stays the caller's.</param>
    /// <param name="origin">Who writes into the stream.</param>
    /// <param name="limits">How much is allowed.</param>
    public FrameReader(Stream stream, MessageOrigin origin, ProtocolLimits limits)
    {
        _stream = stream;
        _origin = origin;
        _limits = limits;
    }

    /// <summary>
    /// How many bytes have been read ahead. It must be 0 when a connection changes to TLS: what came before the handshake was not
    /// protected, and may be someone else's (CVE-2021-23214, CVE-2021-23222).
    /// </summary>
    public int BufferedBytes => _end - _start;

    /// <summary>How much is still to come of the body that <see cref="ReadPiece"/> has begun to hand out.</summary>
    public int BodyLeft => _bodyLeft;

    /// <summary>Takes a frame that is already here. Never waits.</summary>
    /// <exception cref="ProtocolViolationException">The next header is not allowed.</exception>
    public bool TryRead(out Frame frame)
    {
        RequireBetweenFrames();
        frame = default;
        if (BufferedBytes < Frame.HeaderLength)
        {
            return false;
        }

        int length = LengthOfNext();
        byte type = _buffer[_start];
        int bodyLength = length - Frame.HeaderLength;
        if (length > _limits.BufferSize)
        {
            frame = new(type, bodyLength, default);
            _announced = frame;
            return true;
        }

        if (BufferedBytes < length)
        {
            return false;
        }

        frame = new(type, bodyLength, _buffer.AsMemory(_start, length));
        _start += length;
        return true;
    }

    /// <summary>Reads the next frame: whole, or the header of a long one.</summary>
    /// <returns><see langword="null"/> when the stream has ended between two frames.</returns>
    /// <exception cref="ProtocolViolationException">The header is not allowed, or the stream ended inside the frame.</exception>
    public Frame? Read() =>
        TryRead(out Frame frame) ? frame : ReadFromStream();

    /// <summary>Reads a packet that starts a connection: start-up message, TLS, GSSAPI or cancel request.</summary>
    /// <returns><see langword="null"/> when the stream has ended before it, as when someone only tries whether the port answers.</returns>
    /// <exception cref="ProtocolViolationException">The length is not allowed, or the stream ended inside the packet.</exception>
    public Frame? ReadStartup()
    {
        RequireBetweenFrames();
        int length = Frame.StartupHeaderLength;
        bool isLengthKnown = false;
        while (true)
        {
            if (!isLengthKnown && BufferedBytes >= Frame.StartupHeaderLength)
            {
                length = BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_start));
                const int Least = Frame.StartupHeaderLength + sizeof(int), Most = Frame.StartupHeaderLength + ProtocolLimits.LargestStartupBody;
                if (length is < Least or > Most)
                {
                    throw ProtocolViolationException.InvalidStartupLength(length, Least, Most);
                }

                isLengthKnown = true;
            }

            if (isLengthKnown && BufferedBytes >= length)
            {
                Frame frame = new(Type: 0, length - Frame.StartupHeaderLength, _buffer.AsMemory(_start, length));
                _start += length;
                return frame;
            }

            if (!Fill(length))
            {
                return BufferedBytes == 0 ? null : throw ProtocolViolationException.Cut("the start-up packet", BufferedBytes, length);
            }
        }
    }

    /// <summary>Reads the one byte with which a server answers a request for encryption.</summary>
    /// <returns><see langword="null"/> when the stream has ended.</returns>
    public byte? ReadByte()
    {
        RequireBetweenFrames();
        return BufferedBytes > 0 || Fill(1) ? _buffer[_start++] : null;
    }

    /// <summary>Gathers the body of the frame whose header was read last, for a message that must be understood or kept.</summary>
    /// <returns>The frame, whole. It may have been whole before.</returns>
    /// <exception cref="ProtocolViolationException">The stream ended inside the frame.</exception>
    public Frame ReadWhole(Frame frame)
    {
        if (frame.IsWhole)
        {
            return frame;
        }

        if (_announced is not { } announced || announced != frame)
        {
            throw new InvalidOperationException($"The body of {frame} is not what comes next.");
        }

        while (BufferedBytes < frame.Length)
        {
            long room = BufferedBytes < _buffer.Length ? _buffer.Length : 2L * _buffer.Length;
            if (!Fill((int)Math.Min(room, frame.Length)))
            {
                throw ProtocolViolationException.Cut(MessageTypes.NameOf(_origin, frame.Type), BufferedBytes, frame.Length);
            }
        }

        Frame whole = frame with { Wire = _buffer.AsMemory(_start, frame.Length) };
        _start += frame.Length;
        _announced = null;
        return whole;
    }

    /// <summary>Takes the next piece of the body of the frame whose header was read last.</summary>
    /// <returns>The piece; empty when the body has ended.</returns>
    /// <exception cref="ProtocolViolationException">The stream ended inside the frame.</exception>
    public ReadOnlyMemory<byte> ReadPiece()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_announced is { } announced)
        {
            _announced = null;
            _start += Frame.HeaderLength;
            _bodyName = MessageTypes.NameOf(_origin, announced.Type);
            _bodyLength = announced.BodyLength;
            _bodyLeft = announced.BodyLength;
        }

        if (_bodyLeft == 0)
        {
            return default;
        }

        if (BufferedBytes == 0 && !Fill(Math.Min(_bodyLeft, PieceSize)))
        {
            throw ProtocolViolationException.Cut(_bodyName, _bodyLength - _bodyLeft, _bodyLength);
        }

        int length = Math.Min(BufferedBytes, _bodyLeft);
        ReadOnlyMemory<byte> piece = _buffer.AsMemory(_start, length);
        _start += length;
        _bodyLeft -= length;
        return piece;
    }

    /// <summary>Reads past the body of the frame whose header was read last.</summary>
    public void SkipBody()
    {
        while (!ReadPiece().IsEmpty)
        {
        }
    }

    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            FrameMemory.Return(_buffer);
            _buffer = [];
            _start = _end = 0;
        }
    }

    private Frame? ReadFromStream()
    {
        Frame frame;
        do
        {
            int needed = BufferedBytes < Frame.HeaderLength ? Frame.HeaderLength : LengthOfNext();
            if (!Fill(needed))
            {
                return BufferedBytes == 0
                    ? null
                    : throw ProtocolViolationException.Cut(MessageTypes.NameOf(_origin, _buffer[_start]), BufferedBytes, needed);
            }
        }
        while (!TryRead(out frame));

        return frame;
    }

    // The length says nothing of the type byte before it.
    private int LengthOfNext()
    {
        int length = BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_start + 1));
        MessageTypes.Check(_origin, _buffer[_start], length, _limits);
        return length + 1;
    }

    // Reads once, into a buffer with room for at least so many bytes from the first that is not consumed. False at the end.
    private bool Fill(int needed)
    {
        MakeRoom(needed);
        int count = _stream.Read(_buffer.AsSpan(_end));
        _end += count;
        return count > 0;
    }

    private void MakeRoom(int needed)
    {
        int size = Math.Max(needed, _limits.BufferSize);
        int buffered = BufferedBytes;

        // An empty buffer goes back to its ordinary size after something large has gone through.
        bool isOversized = buffered == 0 && _buffer.Length >= 2L * size;
        if (needed > _buffer.Length || isOversized)
        {
            byte[] target = FrameMemory.Rent(size);
            _buffer.AsSpan(_start, buffered).CopyTo(target);
            FrameMemory.Return(_buffer);
            _buffer = target;
        }
        else if (_start + needed <= _buffer.Length && _buffer.Length - _end >= _buffer.Length / 2)
        {
            // There is room enough for a read that is worth its call.
            return;
        }
        else
        {
            _buffer.AsSpan(_start, buffered).CopyTo(_buffer);
        }

        _start = 0;
        _end = buffered;
    }

    private void RequireBetweenFrames()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_announced is { } announced)
        {
            throw new InvalidOperationException($"The body of {announced} has not been taken.");
        }

        if (_bodyLeft > 0)
        {
            throw new InvalidOperationException($"{_bodyLeft} bytes of the body of {_bodyName} have not been taken.");
        }
    }
}
