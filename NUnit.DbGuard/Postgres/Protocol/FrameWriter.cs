using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>Writes messages and frames to a stream. Small ones are gathered, and leave together when <see cref="FlushAsync"/> is called.</summary>
/// <remarks>After a failed or cancelled write part of a message may have gone out: the connection is of no more use.</remarks>
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
    public ValueTask RelayAsync(Frame frame, FrameReader reader, CancellationToken cancellationToken = default)
    {
        if (!frame.IsWhole)
        {
            return RelayBodyAsync(frame, reader, cancellationToken);
        }

        frame.Write(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Writes a kept run of frames: without copying it, behind what waits.</summary>
    public async ValueTask WriteAsync(FrameBuffer frames, CancellationToken cancellationToken = default)
    {
        await SendPendingAsync(cancellationToken).ConfigureAwait(false);
        await frames.WriteToAsync(_stream, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends what waits.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken = default)
    {
        await SendPendingAsync(cancellationToken).ConfigureAwait(false);
        await _stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _pending.Dispose();

    private async ValueTask RelayBodyAsync(Frame frame, FrameReader reader, CancellationToken cancellationToken)
    {
        frame.Write(_pending);
        ReadOnlyMemory<byte> piece = await reader.ReadPieceAsync(cancellationToken).ConfigureAwait(false);
        _pending.Write(piece.Span);
        await SendPendingAsync(cancellationToken).ConfigureAwait(false);
        while (!(piece = await reader.ReadPieceAsync(cancellationToken).ConfigureAwait(false)).IsEmpty)
        {
            await _stream.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask SendPendingAsync(CancellationToken cancellationToken)
    {
        await _pending.WriteToAsync(_stream, cancellationToken).ConfigureAwait(false);
        _pending.Clear();
    }
}
