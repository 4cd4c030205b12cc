namespace NUnit.DbGuard.Tests.Postgres.Protocol;

/// <summary>A stream that gives its bytes in chosen pieces and counts what is asked of it. At its end it says so, or stays silent until the reader's limit.</summary>
internal sealed class TestStream : Stream
{
    private readonly ReadOnlyMemory<byte> _content;
    private readonly Func<int> _nextChunk;
    private readonly bool _staysSilent;
    private int _position;

    /// <param name="content">What can be read.</param>
    /// <param name="nextChunk">How many bytes the next read gives at most; all there is room for unless given.</param>
    /// <param name="staysSilent">Whether a read at the end fails as a socket's does whose read timeout is over.</param>
    public TestStream(ReadOnlyMemory<byte> content = default, Func<int>? nextChunk = null, bool staysSilent = false)
    {
        _content = content;
        _nextChunk = nextChunk ?? (static () => int.MaxValue);
        _staysSilent = staysSilent;
    }

    /// <summary>What was written, write by write.</summary>
    public List<byte[]> Writes { get; } = [];

    public byte[] Written => [.. Writes.SelectMany(static write => write)];

    public int Reads { get; private set; }

    public int Flushes { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        Reads++;
        if (_position == _content.Length && _staysSilent)
        {
            throw new IOException("The read timed out.");
        }

        int count = Math.Min(Math.Min(buffer.Length, _nextChunk()), _content.Length - _position);
        _content.Span.Slice(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) => Writes.Add(buffer.ToArray());

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => Flushes++;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
