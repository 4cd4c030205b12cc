using System.Buffers;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Tests.Postgres.Protocol;

/// <summary>A message, and the bytes that the specification gives it.</summary>
internal sealed class MessageCase
{
    private readonly Func<ReadOnlyMemory<byte>, object> _read;
    private readonly Action<object, IBufferWriter<byte>> _write;

    private MessageCase(string name, object message, byte[] wire, Func<ReadOnlyMemory<byte>, object> read, Action<object, IBufferWriter<byte>> write)
    {
        Name = name;
        Message = message;
        Wire = wire;
        _read = read;
        _write = write;
    }

    /// <summary>The message's name in the specification.</summary>
    public string Name { get; }

    public object Message { get; }

    public byte[] Wire { get; }

    /// <summary>Whether the message has no type byte.</summary>
    public bool IsStartup { get; private init; }

    /// <summary>Whether the body's last part reaches as far as the length says, so that a shorter or longer body may be one too.</summary>
    public bool EndsOpen { get; private init; }

    public byte[] Body => Wire[(IsStartup ? Frame.StartupHeaderLength : Frame.HeaderLength)..];

    public static MessageCase Of<T>(T message, string wire, bool isStartup = false, bool endsOpen = false)
        where T : struct, IMessage<T> =>
        new(typeof(T).Name, message, WireBytes.Of(wire), body => T.Read(body), (value, output) => ((T)value).Write(output))
        {
            IsStartup = isStartup,
            EndsOpen = endsOpen,
        };

    public object Read(ReadOnlyMemory<byte> body) => _read(body);

    public byte[] Write(object message)
    {
        ArrayBufferWriter<byte> output = new();
        _write(message, output);
        return output.WrittenSpan.ToArray();
    }

    public override string ToString() => $"{Name} {Convert.ToHexString(Wire)[..Math.Min(24, Wire.Length * 2)]}";
}
