using System.Globalization;
using System.Security.Cryptography;
using NUnit.DbGuard.Postgres.Gateway.Sockets;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Clients;

/// <summary>What is said on a connection until the client has proved to know the password.</summary>
/// <remarks>
/// States: requests for encryption, each at most once and answered 'N' → a cancel request, or a start-up message → SASL → AuthenticationOk, which waits in the
/// writer for what the server says next. Whatever else comes ends the connection, with an error where the server sends one. The time is limited by the
/// stream's deadline, which the caller sets and ends.
/// </remarks>
internal sealed class ClientHandshake(SocketStream stream, FrameReader reader, FrameWriter writer, ScramKeys keys, Action<CancelRequest> cancel)
{
    private const int SecretBytes = 4, LongSecretBytes = 32;

    // PG_MAX_SASL_MESSAGE_LENGTH in the server's libpq/sasl.h.
    private const int LargestSaslMessage = 1_024;

    private bool _tlsRefused;
    private bool _gssRefused;

    /// <summary>Reads what the client wants.</summary>
    /// <returns><see langword="null"/>: it wanted to cancel, which was done, or nothing.</returns>
    /// <exception cref="ClientRefusalException">The client must be told that it cannot be served.</exception>
    /// <exception cref="ProtocolViolationException">What came is no packet. PostgreSQL closes such a connection without a word.</exception>
    /// <exception cref="IOException">The connection failed, or took too long.</exception>
    public ClientStartup? ReadStartup()
    {
        while (reader.ReadStartup() is { } packet)
        {
            switch (StartupPacket.CodeOf(packet.Body))
            {
                case SSLRequest.Code when !_tlsRefused:
                    Refuse("SSL request");
                    _tlsRefused = true;
                    break;
                case GSSENCRequest.Code when !_gssRefused:
                    Refuse("GSSAPI encryption request");
                    _gssRefused = true;
                    break;
                case CancelRequest.Code:
                    cancel(CancelRequest.Read(packet.Body));
                    return null;
                default:
                    return ClientStartup.Read(packet.Body);
            }
        }

        return null;
    }

    /// <summary>Lets the client prove that it knows the password.</summary>
    /// <exception cref="ClientRefusalException">It does not, or breaks the rules.</exception>
    /// <exception cref="ProtocolViolationException">What came is no message.</exception>
    /// <exception cref="IOException">The connection failed, or took too long.</exception>
    /// <returns>The link; <see langword="null"/>: the client has gone.</returns>
    public ClientLink? Authenticate(ClientStartup startup, int processId)
    {
        startup.Negotiation?.Write(writer);
        new AuthenticationSASL(WireList<TextElement>.Of(new TextElement(ByteString.From(ScramExchange.Mechanism)))).Write(writer);
        writer.Flush();
        if (ReadSasl() is not { } first)
        {
            return null;
        }

        ScramExchange exchange = new(keys);
        var choice = SASLInitialResponse.Read(first.Body);
        if (choice.Mechanism != ByteString.From(ScramExchange.Mechanism))
        {
            throw new ClientRefusalException(ProtocolViolationException.SqlState, "client selected an invalid SASL authentication mechanism");
        }

        if (choice.Data.IsNull)
        {
            // The mechanism was chosen alone: an empty challenge asks for the client's first message.
            new AuthenticationSASLContinue(ByteString.Empty).Write(writer);
            writer.Flush();
        }

        ByteString? clientFirst = choice.Data.IsNull ? ReadResponse() : choice.Data.Bytes;
        if (clientFirst is null)
        {
            return null;
        }

        new AuthenticationSASLContinue(ByteString.From(exchange.Challenge(clientFirst.Value))).Write(writer);
        writer.Flush();
        if (ReadResponse() is not { } clientFinal)
        {
            return null;
        }

        if (!exchange.TryVerify(clientFinal, out string serverFinal))
        {
            throw new ClientRefusalException("28P01", $"password authentication failed for user \"{startup.User}\"");
        }

        new AuthenticationSASLFinal(ByteString.From(serverFinal)).Write(writer);
        default(AuthenticationOk).Write(writer);
        byte[] secret = RandomNumberGenerator.GetBytes(startup.ProtocolMinor >= 2 ? LongSecretBytes : SecretBytes);
        return new ClientLink(stream, reader, writer, startup, processId, secret);
    }

    private static ClientRefusalException Unencrypted(string request) => new(
        ProtocolViolationException.SqlState,
        $"received unencrypted data after {request}",
        "This could be either a client-software bug or evidence of an attempted man-in-the-middle attack.");

    private ByteString? ReadResponse() => ReadSasl() is { } frame ? SASLResponse.Read(frame.Body).Data : null;

    private Frame? ReadSasl()
    {
        if (reader.Read() is not { } frame)
        {
            return null;
        }

        if (frame.Type != PasswordMessage.Type)
        {
            throw new ClientRefusalException(
                ProtocolViolationException.SqlState,
                string.Create(CultureInfo.InvariantCulture, $"expected SASL response, got message type {frame.Type}"));
        }

        return frame.BodyLength > LargestSaslMessage
            ? throw new ClientRefusalException(ProtocolViolationException.SqlState, "invalid message length")
            : reader.ReadWhole(frame);
    }

    // The socket is private or this machine's own: encrypting what goes through it protects nobody.
    private void Refuse(string request)
    {
        if (reader.BufferedBytes > 0)
        {
            throw Unencrypted(request);
        }

        stream.Write("N"u8);
    }
}
