using System.Buffers;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

/// <summary>One frontend message of a script, ready to be sent.</summary>
/// <param name="Text">How a transcript shows it.</param>
/// <param name="Bytes">What is sent; not always a whole message.</param>
/// <param name="Answers">How many ReadyForQuery it is answered with.</param>
internal sealed record Outgoing(string Text, ReadOnlyMemory<byte> Bytes, int Answers)
{
    public static Outgoing Of<T>(string text, T message, int answers = 0)
        where T : struct, IMessage<T>
    {
        ArrayBufferWriter<byte> output = new();
        message.Write(output);
        return new(text, output.WrittenMemory, answers);
    }

    public override string ToString() => Text;
}
