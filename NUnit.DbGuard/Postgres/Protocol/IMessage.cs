using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>One message of the protocol, as a value.</summary>
/// <remarks>
/// Each message is one file, points to its section in the documentation of PostgreSQL, chapter "Frontend/Backend Protocol", and has a
/// constant <c>Type</c> for switches unless it starts a connection.
/// </remarks>
internal interface IMessage<TSelf>
    where TSelf : struct, IMessage<TSelf>
{
    /// <summary>Decodes a body: what follows the length. The value refers to the body's memory and copies nothing.</summary>
    /// <exception cref="ProtocolViolationException">The body is not such a message.</exception>
    static abstract TSelf Read(ReadOnlyMemory<byte> body);

    /// <summary>Writes the whole message, type and length included, in one contiguous piece.</summary>
    /// <exception cref="ProtocolViolationException">A text has a zero byte inside, or a list more elements than its count can say.</exception>
    void Write(IBufferWriter<byte> output);
}
