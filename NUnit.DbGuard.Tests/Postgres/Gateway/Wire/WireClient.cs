using System.Net.Sockets;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

/// <summary>One connection, message by message. Blocking: a read gives up after <see cref="ReadLimit"/>.</summary>
internal sealed class WireClient : IDisposable
{
    private const int BytesSafeToWriteFirst = 16_384;

    private readonly WireEndpoint _endpoint;
    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly FrameReader _reader;
    private ScramClient? _scram;
    private Task? _writing;

    public WireClient(WireEndpoint endpoint)
    {
        _endpoint = endpoint;
        _socket = endpoint.Connect();
        _socket.ReceiveTimeout = (int)ReadLimit.TotalMilliseconds;
        _stream = new(_socket, ownsSocket: false);
        _reader = new(_stream, MessageOrigin.Backend, ProtocolLimits.Default);
    }

    /// <summary>Longer than any wait of the gateway's, so that what it says after it is seen.</summary>
    public static TimeSpan ReadLimit { get; } = TimeSpan.FromSeconds(20);

    /// <summary>The server process's id as the client knows it, or 0 before BackendKeyData.</summary>
    public int ProcessId { get; private set; }

    public ByteString SecretKey { get; private set; }

    /// <summary>What it is connected by, for tests that write to it themselves.</summary>
    public Socket Socket => _socket;

    /// <summary>How many ReadyForQuery are still to come.</summary>
    public int Awaited { get; private set; }

    /// <summary>A client that has authenticated and is ready, for the tests' own questions.</summary>
    public static WireClient Ready(WireEndpoint endpoint, params IReadOnlyList<KeyValuePair<string, string>> settings)
    {
        WireClient client = new(endpoint);
        try
        {
            client.Start(settings);
            client.ReadResult();
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Sends a request to cancel whatever runs for this client, on a connection of its own, and waits until that is closed.</summary>
    public void Cancel()
    {
        using WireClient other = new(_endpoint);
        other.Send([Outgoing.Of("CancelRequest", new CancelRequest(ProcessId, SecretKey))]);
        other.ReadToEnd();
    }

    /// <summary>Asks for encryption; the answer is one byte outside of any message.</summary>
    public byte? Negotiate(Outgoing request)
    {
        Send([request]);
        return _reader.ReadByte();
    }

    public void Start(IReadOnlyList<KeyValuePair<string, string>> parameters, int version = StartupMessage.Version30)
    {
        Dictionary<string, string> all = new(StringComparer.Ordinal) { ["user"] = _endpoint.User, ["database"] = _endpoint.Database };
        foreach ((string name, string value) in parameters)
        {
            all[name] = value;
        }

        StartupParameter[] list = [.. all.Select(static pair => new StartupParameter(ByteString.From(pair.Key), ByteString.From(pair.Value)))];
        Send([Outgoing.Of("start-up", new StartupMessage(version, WireList<StartupParameter>.Of(list)), answers: 1)]);
    }

    /// <summary>Writes all messages at once.</summary>
    public void Send(IReadOnlyList<Outgoing> messages)
    {
        JoinWriting();
        byte[] bytes = new byte[messages.Sum(static message => message.Bytes.Length)];
        int length = 0;
        foreach (Outgoing message in messages)
        {
            message.Bytes.CopyTo(bytes.AsMemory(length));
            length += message.Bytes.Length;
            Awaited += message.Answers;
        }

        if (length <= BytesSafeToWriteFirst)
        {
            Write(bytes);
            return;
        }

        // A server that cannot get rid of its answers stops reading, so somebody has to read while this is written.
        _writing = Task.Run(() => Write(bytes));
    }

    /// <summary>The next message, valid until the one after it; null when the server has closed. Authentication is answered on the way.</summary>
    /// <exception cref="TimeoutException">Nothing came within the limit.</exception>
    public Frame? Read()
    {
        while (ReadFrame() is { } frame)
        {
            switch (frame.Type)
            {
                case AuthenticationOk.Type when AuthenticationRequest.CodeOf(frame.Body) is int code and not AuthenticationOk.Code:
                    Authenticate(code, frame.Body);
                    continue;
                case BackendKeyData.Type:
                    BackendKeyData key = BackendKeyData.Read(frame.Body);
                    (ProcessId, SecretKey) = (key.ProcessId, key.SecretKey.ToOwned());
                    break;
                case ReadyForQuery.Type:
                    Awaited--;
                    JoinWriting();
                    break;
            }

            return frame;
        }

        Awaited = 0;
        return null;
    }

    /// <summary>What one simple query returns, its columns as text; the first column of each row is enough for the tests' own questions.</summary>
    public List<string> Ask(string sql)
    {
        Send([Frontend.Query(sql)]);
        return ReadResult();
    }

    /// <summary>Says that nothing more will be sent; what comes can still be read.</summary>
    public void EndSending() => Shut(SocketShutdown.Send);

    /// <summary>Ends both directions, from any thread.</summary>
    public void Leave() => Shut(SocketShutdown.Both);

    /// <summary>What is still to come, as <see cref="Ask"/> returns it.</summary>
    public List<string> ReadResult()
    {
        List<string> rows = [];
        string? error = null;
        while (Awaited > 0)
        {
            if (Read() is not { } frame)
            {
                throw new InvalidOperationException(error ?? "The server closed the connection.");
            }

            if (frame.Type == DataRow.Type)
            {
                rows.Add(DataRow.Read(frame.Body).Columns.ToArray()[0].Bytes.ToString());
            }
            else if (frame.Type == ErrorResponse.Type)
            {
                error = ErrorResponse.Read(frame.Body).Fields.Find(ErrorField.Message)?.ToString();
            }
        }

        return error is null ? rows : throw new InvalidOperationException(error);
    }

    /// <summary>Reads up to the next error.</summary>
    /// <returns>Its SQLSTATE; null when the server has closed before one.</returns>
    public string? StateOfNextError()
    {
        while (Read() is { } frame)
        {
            if (frame.Type == ErrorResponse.Type)
            {
                return ErrorResponse.Read(frame.Body).Fields.Find(ErrorField.SqlState)?.ToString();
            }
        }

        return null;
    }

    /// <summary>Closes the socket without a word.</summary>
    public void Dispose()
    {
        _reader.Dispose();
        _stream.Dispose();
        _socket.Dispose();
    }

    private void ReadToEnd()
    {
        while (Read() is not null)
        {
        }
    }

    private Frame? ReadFrame()
    {
        try
        {
            return _reader.Read() is { } frame ? _reader.ReadWhole(frame) : null;
        }
        catch (IOException exception) when (exception.InnerException is SocketException { SocketErrorCode: SocketError.TimedOut or SocketError.WouldBlock })
        {
            throw new TimeoutException($"Nothing came for {ReadLimit.TotalSeconds:0} s.", exception);
        }
        catch (IOException)
        {
            // A server that closes with something unread resets the connection.
            return null;
        }
    }

    private void Write(byte[] bytes)
    {
        try
        {
            _stream.Write(bytes);
        }
        catch (IOException)
        {
            // The server has closed; why is still to be read.
        }
    }

    private void JoinWriting()
    {
        if (_writing is { } writing)
        {
            _writing = null;
            if (!writing.Wait(ReadLimit))
            {
                throw new TimeoutException("The server does not take what is sent to it.");
            }
        }
    }

    private void Shut(SocketShutdown what)
    {
        try
        {
            _socket.Shutdown(what);
        }
        catch (SocketException)
        {
            // The server has closed already.
        }
    }

    private void Authenticate(int code, ReadOnlyMemory<byte> body)
    {
        switch (code)
        {
            case AuthenticationSASL.Code:
                _scram = new(_endpoint.Password ?? throw new InvalidOperationException("The server wants a password and there is none."));
                FieldValue first = FieldValue.Of(ByteString.From(_scram.First()));
                Send([Outgoing.Of("SASLInitialResponse", new SASLInitialResponse(ByteString.From(ScramClient.Mechanism), first))]);
                break;
            case AuthenticationSASLContinue.Code:
                string final = _scram!.Final(AuthenticationSASLContinue.Read(body).Data.Decode());
                Send([Outgoing.Of("SASLResponse", new SASLResponse(ByteString.From(final)))]);
                break;
            case AuthenticationSASLFinal.Code:
                _scram!.Verify(AuthenticationSASLFinal.Read(body).Data.Decode());
                break;
            default:
                throw new NotSupportedException($"This client does not know authentication {code}.");
        }
    }
}
