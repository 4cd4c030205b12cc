using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using NUnit.DbGuard.Access;
using NUnit.DbGuard.Postgres.Gateway.Sockets;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Servers;

/// <summary>Lets Npgsql authenticate a session through this process, and keeps the session.</summary>
/// <remarks>
/// <para>Npgsql connects to a private socket here, and what it and the server say to each other is passed on, up to the server's first ReadyForQuery. Then
/// Npgsql is sent away, and the server does not notice: nothing but answers to its authentication requests ever reaches it.</para>
/// <para>Npgsql's own connection has no TLS, so that it must not bind SCRAM to one. It is told not to, and the server's list of mechanisms is passed on as it
/// is: where Npgsql sees that the server could, it says that it does not want to; without that, it would say that the server cannot, which a server with TLS
/// takes for the work of a man in the middle. A connection string that requires it is refused.</para>
/// </remarks>
internal sealed class ServerAuthentication : IDisposable
{
    private const int StackSize = 262_144;

    private readonly ServerEndPoint _endPoint;
    private readonly ServerTransport _transport;
    private readonly Deadline _deadline;
    private readonly Socket _door;
    private readonly Dictionary<string, string> _parameters = new(StringComparer.Ordinal);
    private readonly FrameReader _reader;
    private readonly FrameWriter _writer;
    private BackendKeyData _key;
    private SocketStream? _client;
    private Exception? _failure;
    private bool _isReady;
    private bool _isHandedOver;

    private ServerAuthentication(ServerEndPoint endPoint, ServerTransport transport, Deadline deadline, Socket door)
    {
        _endPoint = endPoint;
        _transport = transport;
        _deadline = deadline;
        _door = door;
        _reader = new FrameReader(transport.Stream, MessageOrigin.Backend, ProtocolLimits.Default);
        _writer = new FrameWriter(transport.Stream);
    }

    /// <summary>Authenticates.</summary>
    /// <param name="settings">The user, the password and all else that Npgsql says to the server.</param>
    /// <param name="endPoint">The server.</param>
    /// <param name="transport">The connection to it. The link's, or else closed.</param>
    /// <param name="deadline">By when it must be done.</param>
    /// <exception cref="NpgsqlException">It failed: as Npgsql says it where the server or Npgsql refused.</exception>
    public static ServerLink Run(NpgsqlConnectionStringBuilder settings, ServerEndPoint endPoint, ServerTransport transport, Deadline deadline)
    {
        SocketFolder? folder = null;
        Socket? door = null;
        try
        {
            string host = IPAddress.Loopback.ToString();
            int port = endPoint.Port;
            if (OperatingSystem.IsWindows())
            {
                door = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                door.Bind(new IPEndPoint(IPAddress.Loopback, 0));
                door.Listen(1);
                port = ((IPEndPoint)door.LocalEndPoint!).Port;
            }
            else
            {
                folder = SocketFolder.Listen(root: null, port, backlog: 1, out door);
                host = folder.Path;
            }

            using ServerAuthentication authentication = new(endPoint, transport, deadline, door);
            TimeSpan limit = settings.Timeout == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(settings.Timeout);
            return authentication.Run(Inner(settings, endPoint, host, port), limit);
        }
        catch
        {
            transport.Dispose();
            throw;
        }
        finally
        {
            door?.Dispose();
            folder?.Dispose();
        }
    }

    public void Dispose()
    {
        _client?.Dispose();
        if (!_isHandedOver)
        {
            _reader.Dispose();
            _writer.Dispose();
        }
    }

    // What Npgsql must know to authenticate and to start the session; the rest is done here, or not at all.
    private static string Inner(NpgsqlConnectionStringBuilder settings, ServerEndPoint endPoint, string host, int port)
    {
        NpgsqlConnectionStringBuilder inner = new(settings.ConnectionString)
        {
            Host = host,
            Port = port,
            SslMode = SslMode.Disable,
            SslNegotiation = SslNegotiation.Postgres,
            SslCertificate = null,
            SslKey = null,
            SslPassword = null,
            RootCertificate = null,
            GssEncryptionMode = GssEncryptionMode.Disable,
            Pooling = false,
            Multiplexing = false,
            Enlist = false,
            KeepAlive = 0,
            TcpKeepAlive = false,
            LoadBalanceHosts = false,
            TargetSessionAttributes = null,

            // The deadline ends it, by closing its connection.
            Timeout = 0,
        };
        _ = inner.Remove("Server Compatibility Mode");
        if (inner.ChannelBinding == ChannelBinding.Require)
        {
            throw new NpgsqlException(
                $"The connection string of {endPoint} has Channel Binding=Require, which cannot go through the test database's gateway; make sure of the server by SSL Mode=VerifyFull instead.");
        }

        inner.ChannelBinding = ChannelBinding.Disable;
        if (inner.Password is null && Environment.GetEnvironmentVariable("PGPASSWORD") is null && (inner.Passfile ?? LibpqFiles.FindPasswords()) is { } passwords)
        {
            string user = inner.Username ?? Environment.GetEnvironmentVariable("PGUSER") ?? Environment.UserName;
            inner.Password = PasswordFile.Find(passwords, endPoint.Host, endPoint.Port, inner.Database ?? user, user);
        }

        return inner.ConnectionString;
    }

    private ServerLink Run(string connectionString, TimeSpan limit)
    {
        Thread relay = new(Relay, StackSize) { IsBackground = true, Name = $"DbGuard gateway: authenticates with {_endPoint}" };
        relay.Start();
        try
        {
            using (OwnWork.Enter())
            {
                // A source of its own: Npgsql keeps one for each connection string for good, and this one will not come again.
                NpgsqlSlimDataSourceBuilder builder = new(connectionString);
                _ = builder.ConfigureTypeLoading(static types => types.EnableTypeLoading(false));
                using NpgsqlDataSource source = builder.Build();
                using NpgsqlConnection connection = source.OpenConnection();
            }
        }
        catch (Exception exception)
        {
            WakeRelay();
            relay.Join();
            if (exception is PostgresException || (_failure is null && exception is NpgsqlException))
            {
                throw;
            }

            if (_failure is null)
            {
                // What the server said made no sense to Npgsql, which does not expect that everywhere.
                throw new NpgsqlException($"The session with {_endPoint} could not be begun: {exception.Message}", exception);
            }

            throw _failure is NpgsqlException known ? known : new NpgsqlException(Explain(_failure), Cause(_failure));
        }

        relay.Join();
        if (!_isReady)
        {
            throw new NpgsqlException($"The server at {_endPoint} let Npgsql in without saying that it was ready.", _failure);
        }

        _transport.Deadline = Deadline.Never;
        _isHandedOver = true;
        return new ServerLink(_transport, _endPoint, _reader, _writer, _parameters, _key) { OpeningLimit = limit };
    }

    private static Exception Cause(Exception failure) => failure.InnerException is TimeoutException timeout ? timeout : failure;

    private string Explain(Exception failure) => failure.InnerException is TimeoutException
        ? $"The server at {_endPoint} did not answer within the connection string's Timeout."
        : $"The connection to {_endPoint} failed before the session began: {failure.Message}";

    // Npgsql may fail before it connects, and then nobody else comes.
    private void WakeRelay()
    {
        try
        {
            using Socket visitor = new(_door.AddressFamily, SocketType.Stream, _door.ProtocolType);
            visitor.Connect(_door.LocalEndPoint!);
        }
        catch (SocketException)
        {
            // It is on its way already.
        }
    }

    private void Relay()
    {
        try
        {
            _client = new SocketStream(_door.Accept()) { Deadline = _deadline };
            using FrameReader fromClient = new(_client, MessageOrigin.Frontend, ProtocolLimits.Default);
            using FrameWriter toClient = new(_client);
            if (fromClient.ReadStartup() is { } startup)
            {
                startup.Write(_writer);
                _writer.Flush();
                while (PassOn(fromClient, toClient))
                {
                }
            }
        }
#pragma warning disable CA1031 // An exception that leaves a thread ends the process; the opening thread gets it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _failure = exception;

            // Npgsql waits without a limit.
            _client?.Abort();
        }
    }

    // Passes one message of the server on, and Npgsql's answer if there is one. False: that was the last.
    private bool PassOn(FrameReader fromClient, FrameWriter toClient)
    {
        Frame frame = _reader.ReadWhole(_reader.Read() ?? throw new IOException("The server closed the connection."));
        bool wantsAnswer = frame.Type == AuthenticationOk.Type && WantsAnswer(AuthenticationRequest.CodeOf(frame.Body));
        switch (frame.Type)
        {
            case ParameterStatus.Type:
                var parameter = ParameterStatus.Read(frame.Body);
                _parameters[parameter.Name.Decode()] = parameter.Value.Decode();
                break;
            case BackendKeyData.Type:
                var key = BackendKeyData.Read(frame.Body);
                _key = new BackendKeyData(key.ProcessId, key.SecretKey.ToOwned());
                break;
            case ReadyForQuery.Type:
                _isReady = true;
                break;
            default:
                break;
        }

        frame.Write(toClient);
        toClient.Flush();
        if (wantsAnswer)
        {
            // It has no password, or does not like the server's: it says why itself.
            if (fromClient.Read() is not { Type: PasswordMessage.Type } answer)
            {
                return false;
            }

            fromClient.ReadWhole(answer).Write(_writer);
            _writer.Flush();
        }

        return frame.Type is not (ReadyForQuery.Type or ErrorResponse.Type);
    }

    private bool WantsAnswer(int code) => code switch
    {
        AuthenticationOk.Code or AuthenticationSASLFinal.Code => false,
        AuthenticationCleartextPassword.Code or AuthenticationMD5Password.Code or AuthenticationSASL.Code or AuthenticationSASLContinue.Code => true,

        // Npgsql would ask for a ticket for its own host, which is not the server's.
        _ => throw new NpgsqlException(string.Create(
            CultureInfo.InvariantCulture,
            $"The server at {_endPoint} asks for an authentication that cannot go through the test database's gateway (code {code}: GSSAPI, SSPI or Kerberos); give the tests' user a password.")),
    };
}
