using NUnit.DbGuard.Postgres.Gateway.Virtual;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Groups;

/// <summary>Passes a client's data on to the server, as they come, to the end that the client gives them.</summary>
internal static class CopyRelay
{
    private const int FlushFrom = 65_536;

    /// <remarks>When the client leaves in the middle, or sends what does not belong there, the server is told to give the data up.</remarks>
    public static void Run(ClientSession client, FrameWriter server)
    {
        try
        {
            while (true)
            {
                Frame frame = client.ReadFrame() ?? throw new EndOfStreamException("The client left in the middle of COPY.");
                client.Activity.Touch();
                switch (frame.Type)
                {
                    case CopyData.Type:
                        server.Relay(frame, client.Reader);
                        if (server.PendingBytes > FlushFrom || client.Reader.BufferedBytes == 0)
                        {
                            server.Flush();
                        }

                        break;
                    case CopyDone.Type or CopyFail.Type:
                        server.Relay(frame, client.Reader);
                        server.Flush();
                        return;
                    case Sync.Type or Flush.Type:
                        // Sent ahead of the data by a client of the extended protocol; the server passes over it too.
                        break;
                    default:
                        throw ProtocolViolationException.UnknownType(MessageOrigin.Frontend, frame.Type);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ProtocolViolationException)
        {
            Fill(server, client.Reader.BodyLeft);
            new CopyFail(ByteString.From(exception.Message)).Write(server);
            server.Flush();
            client.Abort();
        }
    }

    // The server has been told the length of the message in which the client left: it would take what follows for data, and wait for the rest for ever.
    private static void Fill(FrameWriter server, int length)
    {
        while (length > 0)
        {
            Span<byte> filling = server.GetSpan(1);
            filling = filling[..Math.Min(filling.Length, length)];
            filling.Clear();
            server.Advance(filling.Length);
            server.Flush();
            length -= filling.Length;
        }
    }
}
