using System.Buffers;
using System.Buffers.Binary;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>Frames that are kept in wire form, back to back, in pooled memory: a group until it may run, or results until they are sent.</summary>
/// <remarks>
/// What is written by one <see cref="GetSpan"/> and <see cref="Advance"/> stays contiguous; messages and whole frames write themselves so.
/// Frames handed out by an enumeration belong to the buffer, and are valid until it is cleared. Start-up packets do not belong here: they have
/// no type by which to find them again.
/// </remarks>
internal sealed class FrameBuffer : IBufferWriter<byte>, IDisposable
{
    private const int FirstChunkSize = 8_192;
    private const int ChunkSize = 65_536;

    private readonly List<Chunk> _chunks = [];

    /// <summary>How many bytes it has.</summary>
    public long Length { get; private set; }

    public bool IsEmpty => Length == 0;

    public void Advance(int count)
    {
        Chunk chunk = _chunks[^1];
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, chunk.Array.Length - chunk.Written);
        _chunks[^1] = chunk with { Written = chunk.Written + count };
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Chunk chunk = ChunkWith(Math.Max(sizeHint, 1));
        return chunk.Array.AsMemory(chunk.Written);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>The frames, in order. Each must have been written by itself, or by a message.</summary>
    public IEnumerable<Frame> Frames()
    {
        foreach (Chunk chunk in _chunks)
        {
            int offset = 0;
            while (offset < chunk.Written)
            {
                int bodyLength = BinaryPrimitives.ReadInt32BigEndian(chunk.Array.AsSpan(offset + 1)) - sizeof(int);
                Frame frame = new(chunk.Array[offset], bodyLength, chunk.Array.AsMemory(offset, Frame.HeaderLength + bodyLength));
                offset += frame.Length;
                yield return frame;
            }
        }
    }

    /// <summary>Writes all of it to a stream, in as few writes as there are chunks, and keeps it.</summary>
    public void WriteTo(Stream stream)
    {
        foreach (Chunk chunk in _chunks)
        {
            if (chunk.Written > 0)
            {
                stream.Write(chunk.Array.AsSpan(0, chunk.Written));
            }
        }
    }

    /// <summary>Empties it, and gives back all memory but a little.</summary>
    public void Clear()
    {
        for (int index = _chunks.Count - 1; index >= 0; index--)
        {
            if (index == 0 && _chunks[0].Array.Length <= ChunkSize)
            {
                _chunks[0] = _chunks[0] with { Written = 0 };
            }
            else
            {
                FrameMemory.Return(_chunks[index].Array);
                _chunks.RemoveAt(index);
            }
        }

        Length = 0;
    }

    public void Dispose()
    {
        foreach (Chunk chunk in _chunks)
        {
            FrameMemory.Return(chunk.Array);
        }

        _chunks.Clear();
        Length = 0;
    }

    private Chunk ChunkWith(int room)
    {
        if (_chunks.Count == 0 || _chunks[^1].Array.Length - _chunks[^1].Written < room)
        {
            _chunks.Add(new(FrameMemory.Rent(Math.Max(room, _chunks.Count == 0 ? FirstChunkSize : ChunkSize)), 0));
        }

        return _chunks[^1];
    }

    private readonly record struct Chunk(byte[] Array, int Written);
}
