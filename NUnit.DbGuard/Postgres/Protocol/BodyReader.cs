using System.Buffers.Binary;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>Takes a message's body apart. Every step checks what is left, so that no length or count in the body is believed.</summary>
internal ref struct BodyReader
{
    private readonly ReadOnlyMemory<byte> _body;
    private readonly ReadOnlySpan<byte> _span;
    private readonly string _message;

    /// <param name="body">What follows the length.</param>
    /// <param name="message">The message's name, for errors.</param>
    public BodyReader(ReadOnlyMemory<byte> body, string message)
    {
        _body = body;
        _span = body.Span;
        _message = message;
    }

    public int Offset { get; private set; }

    public readonly int Left => _span.Length - Offset;

    public byte ReadByte() => Take(1)[0];

    public short ReadInt16() => BinaryPrimitives.ReadInt16BigEndian(Take(2));

    public int ReadInt32() => BinaryPrimitives.ReadInt32BigEndian(Take(4));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    /// <summary>A count of two bytes. The specification says Int16, the server reads it unsigned: that is how 65535 parameters fit.</summary>
    public int ReadCount() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    /// <summary>A text up to its zero byte.</summary>
    public ByteString ReadText()
    {
        int length = _span[Offset..].IndexOf((byte)0);
        if (length < 0)
        {
            throw ProtocolViolationException.NoTerminator(_message, Offset);
        }

        ByteString text = new(_body.Slice(Offset, length));
        Offset += length + 1;
        return text;
    }

    public ByteString ReadBytes(int length)
    {
        int start = Offset;
        _ = Take(length);
        return new(_body.Slice(start, length));
    }

    public ByteString ReadRest() => ReadBytes(Left);

    /// <summary>Checks <paramref name="count"/> elements and keeps them as they are.</summary>
    public WireList<T> ReadList<T>(int count)
        where T : struct, IElement<T>
    {
        if (count < 0)
        {
            throw ProtocolViolationException.InvalidValue(_message, Offset, $"the count {count}");
        }

        int start = Offset;
        for (int index = 0; index < count; index++)
        {
            _ = T.Read(ref this);
        }

        return new(count, new(_body[start..Offset]));
    }

    /// <summary>Checks elements up to a zero byte in place of the next, which it takes as well.</summary>
    public WireList<T> ReadListToZero<T>()
        where T : struct, IElement<T>
    {
        int start = Offset;
        int count = 0;
        while (true)
        {
            if (Left == 0)
            {
                throw ProtocolViolationException.NoTerminator(_message, Offset);
            }

            if (_span[Offset] == 0)
            {
                WireList<T> list = new(count, new(_body[start..Offset]));
                Offset++;
                return list;
            }

            _ = T.Read(ref this);
            count++;
        }
    }

    /// <summary>Refuses a code that is another message's.</summary>
    public void Expect(int code)
    {
        int offset = Offset;
        int actual = ReadInt32();
        if (actual != code)
        {
            throw ProtocolViolationException.InvalidValue(_message, offset, $"the code {actual} instead of {code}");
        }
    }

    public readonly void End()
    {
        if (Left != 0)
        {
            throw ProtocolViolationException.LeftOver(_message, Offset, Left);
        }
    }

    /// <summary>The error for a value of <paramref name="length"/> bytes that was just read and makes no sense.</summary>
    public readonly ProtocolViolationException Invalid(int length, string what) =>
        ProtocolViolationException.InvalidValue(_message, Offset - length, what);

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length < 0 || length > Left)
        {
            throw ProtocolViolationException.TooShort(_message, Offset, length, Left);
        }

        ReadOnlySpan<byte> taken = _span.Slice(Offset, length);
        Offset += length;
        return taken;
    }
}
