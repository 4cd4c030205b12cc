using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using NUnit.DbGuard.Postgres.Gateway.Clients;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Clients;

/// <summary>A client that says what a test wants it to say. A gateway that does not answer in time fails the test.</summary>
internal sealed class RawClient : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly FrameReader _reader;

    public RawClient(GatewayListener listener, bool useTcp = false)
    {
        EndPoint endPoint = useTcp
            ? new IPEndPoint(IPAddress.Loopback, listener.TcpPort)
            : new UnixDomainSocketEndPoint(Path.Combine(listener.Host, $".s.PGSQL.{listener.Port}"));
        _socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        _socket.Connect(endPoint);
        _socket.ReceiveTimeout = (int)s_limit.TotalMilliseconds;
        _stream = new NetworkStream(_socket);
        _reader = new FrameReader(_stream, MessageOrigin.Backend, ProtocolLimits.Default);
    }

    /// <summary>A start-up message of protocol 3.0 for user "me" and database "shop".</summary>
    public static StartupMessage GoodStartup { get; } = Startup(StartupMessage.Version30, ("user", "me"), ("database", "shop"));

    public static StartupMessage Startup(int version, params (string Name, string Value)[] parameters) =>
        new(version, WireList<StartupParameter>.Of([.. parameters.Select(static pair => new StartupParameter(ByteString.From(pair.Name), ByteString.From(pair.Value)))]));

    public static byte[] BytesOf<T>(T message)
        where T : struct, IMessage<T>
    {
        ArrayBufferWriter<byte> output = new();
        message.Write(output);
        return output.WrittenSpan.ToArray();
    }

    public void Send(params byte[] bytes)
    {
        try
        {
            _ = _socket.Send(bytes);
        }
        catch (SocketException)
        {
            // The gateway has closed already; what it answered is what matters.
        }
    }

    public void Send<T>(T message)
        where T : struct, IMessage<T> => Send(BytesOf(message));

    /// <summary>Says that nothing more will come.</summary>
    public void EndSending()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The gateway has closed already.
        }
    }

    public byte? ReadByte() => _reader.ReadByte();

    /// <summary>The next message; <see langword="null"/>: the gateway has closed the connection.</summary>
    public Frame? Read()
    {
        try
        {
            return _reader.Read() is { } frame ? _reader.ReadWhole(frame) : null;
        }
        catch (IOException exception) when (exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return null;
        }
    }

    /// <summary>The FATAL error that comes next, as "code message", or "closed".</summary>
    public string ReadRefusal()
    {
        if (Read() is not { } frame)
        {
            return "closed";
        }

        Assert.That((char)frame.Type, Is.EqualTo('E'));
        ErrorFields fields = ErrorResponse.Read(frame.Body).Fields;
        Assert.That(fields.Find(ErrorField.Severity)?.Decode(), Is.EqualTo("FATAL"));
        string refusal = $"{fields.Find(ErrorField.SqlState)?.Decode()} {fields.Find(ErrorField.Message)?.Decode()}";
        Assert.That(Read(), Is.Null, "A FATAL error ends the connection.");
        return refusal;
    }

    /// <summary>Reads whatever comes until the gateway closes the connection, and answers with the types of the messages.</summary>
    public string ReadToEnd()
    {
        StringBuilder types = new();
        while (Read() is { } frame)
        {
            _ = types.Append((char)frame.Type);
        }

        return types.ToString();
    }

    /// <summary>Goes through SCRAM, from the gateway's offer to what follows its last word.</summary>
    public Frame? Authenticate(string password, string header = "n,,")
    {
        Assert.That(Read()?.Type, Is.EqualTo(AuthenticationSASL.Type));
        string bare = $"n=,r={RandomNumberGenerator.GetHexString(20)}";
        Send(new SASLInitialResponse(ByteString.From("SCRAM-SHA-256"), FieldValue.Of(ByteString.From(header + bare))));
        if (Read() is not { Type: AuthenticationSASLContinue.Type } challenge)
        {
            return null;
        }

        string serverFirst = AuthenticationSASLContinue.Read(challenge.Body).Data.Decode();
        string[] attributes = serverFirst.Split(',');
        byte[] salted = Rfc2898DeriveBytes.Pbkdf2(password, Convert.FromBase64String(attributes[1][2..]), int.Parse(attributes[2][2..]), HashAlgorithmName.SHA256, 32);
        byte[] clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        string final = $"c={Convert.ToBase64String(Encoding.ASCII.GetBytes(header))},{attributes[0]}";
        byte[] message = Encoding.ASCII.GetBytes($"{bare},{serverFirst},{final}");
        byte[] proof = HMACSHA256.HashData(SHA256.HashData(clientKey), message);
        Send(new SASLResponse(ByteString.From($"{final},p={Convert.ToBase64String([.. proof.Zip(clientKey, static (left, right) => (byte)(left ^ right))])}")));
        Frame? answer = Read();
        if (answer is not { Type: AuthenticationSASLFinal.Type } last)
        {
            return answer;
        }

        string expected = Convert.ToBase64String(HMACSHA256.HashData(HMACSHA256.HashData(salted, "Server Key"u8), message));
        Assert.That(AuthenticationSASLFinal.Read(last.Body).Data.Decode(), Is.EqualTo("v=" + expected));
        return Read();
    }

    public void Dispose()
    {
        _reader.Dispose();
        _stream.Dispose();
        _socket.Dispose();
    }
}
