using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>Someone notified a channel that the client listens to.</summary>
/// <remarks>Specification: "Message Formats", NotificationResponse (B).</remarks>
/// <param name="ProcessId">The server process of the notifier.</param>
/// <param name="Channel">The channel's name.</param>
/// <param name="Payload">The text given to NOTIFY; empty if none.</param>
internal readonly record struct NotificationResponse(int ProcessId, ByteString Channel, ByteString Payload) : IMessage<NotificationResponse>
{
    public const byte Type = (byte)'A';

    public static NotificationResponse Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(NotificationResponse));
        int processId = reader.ReadInt32();
        ByteString channel = reader.ReadText();
        ByteString payload = reader.ReadText();
        reader.End();
        return new(processId, channel, payload);
    }

    public void Write(IBufferWriter<byte> output)
    {
        BodyWriter writer = BodyWriter.Begin(output, Type, sizeof(int) + Channel.Length + 1 + Payload.Length + 1);
        writer.WriteInt32(ProcessId);
        writer.WriteText(Channel);
        writer.WriteText(Payload);
        writer.End();
    }
}
