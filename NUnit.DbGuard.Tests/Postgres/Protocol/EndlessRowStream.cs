using System.Buffers.Binary;

namespace NUnit.DbGuard.Tests.Postgres.Protocol;

/// <summary>One DataRow of any size, made while it is read, and thrown away while it is written: it costs no memory of its own.</summary>
internal sealed class EndlessRowStream(int length) : Stream
{
    private long _read;

    public long BytesWritten { get; private set; }

    public int LargestWrite { get; private set; }

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
        int count = (int)Math.Min(buffer.Length, length + 1L - _read);
        if (_read == 0)
        {
            count = 5;
            buffer[0] = (byte)'D';
            BinaryPrimitives.WriteInt32BigEndian(buffer[1..], length);
        }

        _read += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        BytesWritten += buffer.Length;
        LargestWrite = Math.Max(LargestWrite, buffer.Length);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
