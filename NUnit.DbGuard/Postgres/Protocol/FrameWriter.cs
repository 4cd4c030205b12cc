using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>Writes messages and frames to a stream. Small ones are gathered, and leave together when <see cref="Flush"/> is called.</summary>
/// <remarks>After a failed write part of a message may have gone out: the connection is of no more use.</remarks>
internal sealed class FrameWriter : IBufferWriter<byte>, IDisposable
{
#pragma warning disable CA2213 // The stream stays the caller's.
    private readonly Stream _stream;
#pragma warning restore CA2213
    private readonly FrameBuffer _pending = new();

    /// <param name="stream">Where the bytes go. It stays the caller's.</param>
    public FrameWriter(Stream stream) => _stream = stream;

    /// <summary>How many bytes wait for a flush. A caller that relays without an end in sight flushes by this.</summary>
    public long PendingBytes => _pending.Length;

    public void Advance(int count) => _pending.Advance(count);

    public Memory<byte> GetMemory(int sizeHint = 0) => _pending.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => _pending.GetSpan(sizeHint);

    /// <summary>Passes on a frame that <paramref name="reader"/> has just read. A long body goes through in the reader's own pieces, uncopied.</summary>
    /// <remarks>A whole frame waits for the flush. The header and first piece of a long one leave with what waits before them; the rest follows at once.</remarks>
    public void Relay(Frame frame, FrameReader reader)
    {
        if (!frame.IsWhole)
        {
            RelayBody(frame, reader);
            return;
        }

        frame.Write(this);
    }

    /// <summary>Writes a kept run of frames: without copying it, behind what waits.</summary>
    public void Write(FrameBuffer frames)
    {
        SendPending();
        frames.WriteTo(_stream);
    }

    /// <summary>Sends what waits.</summary>
    public void Flush()
    {
        SendPending();
        _stream.Flush();
    }

    public void Dispose() => _pending.Dispose();

    private void RelayBody(Frame frame, FrameReader reader)
    {
        frame.Write(_pending);
        ReadOnlyMemory<byte> piece = reader.ReadPiece();
        _pending.Write(piece.Span);
        SendPending();
        while (!(piece = reader.ReadPiece()).IsEmpty)
        {
            _stream.Write(piece.Span);
        }
    }

    private void SendPending()
    {
        _pending.WriteTo(_stream);
        _pending.Clear();
    }
}
