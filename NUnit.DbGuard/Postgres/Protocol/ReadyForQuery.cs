using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>The server is ready for the next query or group.</summary>
/// <remarks>Specification: "Message Formats", ReadyForQuery (B).</remarks>
/// <param name="Status">Where the session stands.</param>
internal readonly record struct ReadyForQuery(TransactionStatus Status) : IMessage<ReadyForQuery>
{
    public const byte Type = (byte)'Z';

    public static ReadyForQuery Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(ReadyForQuery));
        byte status = reader.ReadByte();
        if (status is not ((byte)TransactionStatus.Idle or (byte)TransactionStatus.InTransaction or (byte)TransactionStatus.Failed))
        {
            throw reader.Invalid(sizeof(byte), $"the status {status}");
        }

        reader.End();
        return new((TransactionStatus)status);
    }

    public void Write(IBufferWriter<byte> output)
    {
        BodyWriter writer = BodyWriter.Begin(output, Type, sizeof(byte));
        writer.WriteByte((byte)Status);
        writer.End();
    }
}
