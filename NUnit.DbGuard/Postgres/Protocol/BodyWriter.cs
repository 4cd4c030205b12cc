using System.Buffers;
using System.Buffers.Binary;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>Puts a message together. The body's length is named first, so that a message is one contiguous piece of the output.</summary>
internal ref struct BodyWriter
{
    private readonly IBufferWriter<byte>? _output;
    private readonly Span<byte> _span;
    private int _position;

    /// <summary>Writes elements only, without a message around them.</summary>
    public BodyWriter(Span<byte> span) => _span = span;

    private BodyWriter(IBufferWriter<byte> output, int length)
    {
        _output = output;
        _span = output.GetSpan(length)[..length];
    }

    /// <summary>Starts a message of type <paramref name="type"/> whose body has <paramref name="bodyLength"/> bytes.</summary>
    public static BodyWriter Begin(IBufferWriter<byte> output, byte type, int bodyLength)
    {
        BodyWriter writer = new(output, checked(bodyLength + Frame.HeaderLength));
        writer.WriteByte(type);
        writer.WriteInt32(bodyLength + sizeof(int));
        return writer;
    }

    /// <summary>Starts a packet without a type, as a connection begins with.</summary>
    public static BodyWriter BeginStartup(IBufferWriter<byte> output, int bodyLength)
    {
        BodyWriter writer = new(output, checked(bodyLength + Frame.StartupHeaderLength));
        writer.WriteInt32(bodyLength + sizeof(int));
        return writer;
    }

    /// <summary>Writes a message that is only its type.</summary>
    public static void WriteEmpty(IBufferWriter<byte> output, byte type) => Begin(output, type, 0).End();

    public void WriteByte(byte value) => _span[_position++] = value;

    public void WriteInt16(short value) => BinaryPrimitives.WriteInt16BigEndian(Take(2), value);

    public void WriteInt32(int value) => BinaryPrimitives.WriteInt32BigEndian(Take(4), value);

    public void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Take(4), value);

    /// <summary>The count of <paramref name="list"/> in two bytes, and the list.</summary>
    public void WriteCounted<T>(WireList<T> list)
        where T : struct, IElement<T>
    {
        if (list.Count > ushort.MaxValue)
        {
            throw ProtocolViolationException.InvalidValue(typeof(T).Name, _position, $"the count {list.Count}, more than {ushort.MaxValue}");
        }

        BinaryPrimitives.WriteUInt16BigEndian(Take(2), (ushort)list.Count);
        WriteBytes(list.Wire);
    }

    /// <summary>A text and its zero byte. A zero byte inside would end the text early and shift all that follows.</summary>
    public void WriteText(ByteString text)
    {
        if (text.Span.Contains((byte)0))
        {
            throw ProtocolViolationException.InvalidValue("the text", _position, "a zero byte");
        }

        WriteBytes(text);
        WriteByte(0);
    }

    public void WriteBytes(ByteString bytes) => bytes.Span.CopyTo(Take(bytes.Length));

    /// <summary>Hands the message to the output.</summary>
    public readonly void End()
    {
        if (_position != _span.Length)
        {
            throw new InvalidOperationException($"The message was announced with {_span.Length} bytes and has {_position}.");
        }

        _output?.Advance(_position);
    }

    private Span<byte> Take(int length)
    {
        Span<byte> taken = _span.Slice(_position, length);
        _position += length;
        return taken;
    }
}
