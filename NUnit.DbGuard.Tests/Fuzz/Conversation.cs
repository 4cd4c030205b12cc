using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Tests.Fuzz;

/// <summary>What one client said, message by message, from behind its authentication to its end.</summary>
/// <param name="Name">Which client it was.</param>
/// <param name="Messages">Its messages.</param>
internal sealed record Conversation(string Name, IReadOnlyList<byte[]> Messages)
{
    /// <summary>Reads what was recorded of a connection.</summary>
    /// <returns><see langword="null"/>: it only asked to cancel, or said nothing.</returns>
    public static Conversation? Read(string name, byte[] recorded)
    {
        using FrameReader reader = new(new MemoryStream(recorded), MessageOrigin.Frontend, ProtocolLimits.Default);
        Frame? packet;
        do
        {
            packet = reader.ReadStartup();
        }
        while (packet is { } request && StartupPacket.CodeOf(request.Body) is SSLRequest.Code or GSSENCRequest.Code);

        if (packet is not { } startup || StartupPacket.CodeOf(startup.Body) == CancelRequest.Code)
        {
            return null;
        }

        List<byte[]> messages = [];
        while (reader.Read() is { } frame)
        {
            frame = reader.ReadWhole(frame);
            if (frame.Type != PasswordMessage.Type)
            {
                messages.Add(frame.Wire.ToArray());
            }
        }

        return messages.Count == 0 ? null : new(name, messages);
    }
}
