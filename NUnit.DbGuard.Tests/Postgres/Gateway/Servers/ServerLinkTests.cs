using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Npgsql;
using NUnit.DbGuard.Postgres.Gateway.Servers;
using NUnit.DbGuard.Postgres.Gateway.Sockets;
using NUnit.DbGuard.Postgres.Protocol;
using NUnit.DbGuard.Tests.Postgres.Server;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Servers;

/// <summary>Sessions with a real server.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ServerLinkTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    private AuthenticatingServer _server = null!;

    [OneTimeSetUp]
    public void Start() => _server = new AuthenticatingServer();

    [OneTimeTearDown]
    public void Stop() => _server.Dispose();

    [Test]
    public void Every_authentication_works_on_every_transport(
        [Values("trusting", "plain", "hashed", "scrammed")] string user,
        [Values("TCP", "Unix", "TLS")] string transport)
    {
        using ServerLink link = ServerLink.Open(_server.ConnectionString(user, builder =>
        {
            builder.Host = transport == "Unix" ? _server.SocketFolder : "127.0.0.1";
            builder.SslMode = transport == "TLS" ? SslMode.Require : SslMode.Disable;
        }));

        Assert.That(Ask(link, "SELECT current_user"), Is.EqualTo(user));
        Assert.That((link.IsEncrypted, Ask(link, "SELECT coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false)")), Is.EqualTo((transport == "TLS", transport == "TLS" ? "t" : "f")));
    }

    [Test]
    public void The_session_is_the_connection_string_s()
    {
        using ServerLink link = ServerLink.Open(_server.ConnectionString("scrammed", static builder =>
        {
            builder.ApplicationName = "the shop";
            builder.SearchPath = "pg_catalog";
            builder.Timezone = "Asia/Tokyo";
            builder.Options = "-c work_mem=3MB";
        }));

        Assert.That((string[])[Ask(link, "SHOW application_name"), Ask(link, "SHOW search_path"), Ask(link, "SHOW work_mem")], Is.EqualTo(["the shop", "pg_catalog", "3MB"]));
        Assert.That((link.Parameters["TimeZone"], link.Parameters["server_version"]), Is.EqualTo(("Asia/Tokyo", Ask(link, "SHOW server_version"))));
        Assert.That(link.ProcessId.ToString(), Is.EqualTo(Ask(link, "SELECT pg_backend_pid()")));
    }

    [Test]
    public void A_wrong_password_is_refused_by_the_server([Values("plain", "hashed", "scrammed")] string user) =>
        Assert.That(
            () => ServerLink.Open(_server.ConnectionString(user, static builder => builder.Password = "wrong")),
            Throws.TypeOf<PostgresException>().With.Property(nameof(PostgresException.SqlState)).EqualTo("28P01"));

    [Test]
    [Property("Security", "S8")]
    public void A_channel_binding_that_is_required_is_not_left_out() =>
        Assert.That(
            () => ServerLink.Open(_server.ConnectionString("scrammed", static builder =>
            {
                builder.SslMode = SslMode.Require;
                builder.ChannelBinding = ChannelBinding.Require;
            })),
            Throws.TypeOf<NpgsqlException>().With.Message.Contains("Channel Binding=Require"));

    [TestCase("plain")]
    [TestCase("hashed")]
    [Property("Security", "S8")]
    public void A_server_that_asks_for_another_authentication_than_is_allowed_gets_no_password(string user) =>
        Assert.That(
            () => ServerLink.Open(_server.ConnectionString(user, static builder => builder["Require Auth"] = "ScramSHA256")),
            Throws.InstanceOf<NpgsqlException>().And.Not.TypeOf<PostgresException>());

    [Test]
    public void A_database_that_is_not_there_is_refused_by_the_server() =>
        Assert.That(
            () => ServerLink.Open(_server.ConnectionString("scrammed", static builder => builder.Database = "nowhere")),
            Throws.TypeOf<PostgresException>().With.Property(nameof(PostgresException.SqlState)).EqualTo("3D000"));

    [Test]
    public void A_missing_password_is_told_by_Npgsql() =>
        Assert.That(
            () => ServerLink.Open(_server.ConnectionString("scrammed", static builder => builder.Password = null)),
            Throws.TypeOf<NpgsqlException>().With.Message.Contains("No password has been provided"));

    [Test]
    public void The_password_may_come_from_a_file_by_host_and_port()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, $"# comment\nelsewhere:*:*:*:wrong\n127.0.0.1:{_server.Port}:post\\gres:scrammed:wrong\n127.0.0.1:{_server.Port}:*:scrammed:secret of scrammed\n");
            using ServerLink link = ServerLink.Open(_server.ConnectionString("scrammed", builder =>
            {
                builder.Password = null;
                builder.Passfile = file;
            }));

            Assert.That(Ask(link, "SELECT 1"), Is.EqualTo("1"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Test]
    public void A_server_that_is_down_is_named()
    {
        int port = UnusedPort();

        Assert.That(
            () => ServerLink.Open(_server.ConnectionString("scrammed", builder => builder.Port = port)),
            Throws.TypeOf<NpgsqlException>().With.Message.StartWith($"Failed to connect to 127.0.0.1:{port}: "));
    }

    [Test]
    public void Hosts_are_tried_in_their_order()
    {
        using ServerLink link = ServerLink.Open(_server.ConnectionString("scrammed", builder => builder.Host = $"127.0.0.1:{UnusedPort()},127.0.0.1"));

        Assert.That(Ask(link, "SELECT 1"), Is.EqualTo("1"));
    }

    [Test]
    public void Where_no_host_will_do_each_reason_is_kept() =>
        Assert.That(
            () => ServerLink.Open(_server.ConnectionString("scrammed", builder =>
            {
                builder.Host = $"127.0.0.1:{UnusedPort()},127.0.0.1";
                builder.Password = "wrong";
            })),
            Throws.TypeOf<NpgsqlException>().With.InnerException.With.Property(nameof(AggregateException.InnerExceptions)).Some.InstanceOf<PostgresException>());

    [Test]
    public void A_silent_server_is_given_up_after_the_timeout([Values(SslMode.Disable, SslMode.Prefer, SslMode.Require)] SslMode mode)
    {
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();

        Assert.That(
            () => ServerLink.Open(_server.ConnectionString("scrammed", builder =>
            {
                builder.Port = ((IPEndPoint)silent.LocalEndpoint).Port;
                builder.Timeout = 1;
                builder.SslMode = mode;
            })),
            Throws.TypeOf<NpgsqlException>().With.InnerException.InstanceOf<TimeoutException>().Or.InnerException.With.InnerException.InstanceOf<TimeoutException>());
    }

    [TestCase(SslMode.Prefer, "encrypted", true)]
    [TestCase(SslMode.Prefer, "open", false)]
    [TestCase(SslMode.Allow, "encrypted", true)]
    [TestCase(SslMode.Allow, "open", false)]
    [TestCase(SslMode.Prefer, "scrammed", true)]
    [TestCase(SslMode.Allow, "scrammed", false)]
    public void What_the_server_s_rules_want_is_found_out(SslMode mode, string user, bool isEncrypted)
    {
        using ServerLink link = ServerLink.Open(_server.ConnectionString(user, builder => builder.SslMode = mode));

        Assert.That(link.IsEncrypted, Is.EqualTo(isEncrypted));
    }

    [Test]
    [Property("Security", "S8")]
    public void TLS_that_is_required_and_not_offered_is_an_error() =>
        Assert.That(
            () => ServerLink.Open(_server.ConnectionString("scrammed", builder =>
            {
                builder.Host = _server.SocketFolder;
                builder.SslMode = SslMode.Require;
            })),
            Throws.TypeOf<NpgsqlException>().With.Message.StartWith("The connection string asks for TLS, and the server at ").And.Message.EndWith(" does not offer it."));

    [TestCase(SslMode.VerifyCA, "127.0.0.1")]
    [TestCase(SslMode.VerifyFull, "localhost")]
    public void A_certificate_that_can_be_verified_is_accepted(SslMode mode, string host)
    {
        using ServerLink link = ServerLink.Open(_server.ConnectionString("scrammed", builder =>
        {
            builder.Host = host;
            builder.SslMode = mode;
            builder.RootCertificate = _server.Tls.RootFile;
        }));

        Assert.That(Ask(link, "SELECT 1"), Is.EqualTo("1"));
    }

    [TestCase(SslMode.VerifyFull, "127.0.0.1", "root", "it is for another host: CN=server.")]
    [TestCase(SslMode.VerifyFull, "localhost", "stranger", "self-signed|unable to get|untrusted|partial|issuer")]
    [TestCase(SslMode.VerifyCA, "127.0.0.1", "stranger", "self-signed|unable to get|untrusted|partial|issuer")]
    [TestCase(SslMode.VerifyFull, "localhost", "none", "self-signed|unable to get|untrusted|partial|issuer")]
    [Property("Security", "S8")]
    public void A_certificate_that_cannot_be_verified_is_refused_with_the_reason(SslMode mode, string host, string root, string reason) =>
        Assert.That(
            () => ServerLink.Open(_server.ConnectionString("scrammed", builder =>
            {
                builder.Host = host;
                builder.SslMode = mode;
                builder.RootCertificate = root switch
                {
                    "root" => _server.Tls.RootFile,
                    "stranger" => _server.Tls.StrangerFile,
                    _ => null,
                };
            })),
            Throws.TypeOf<NpgsqlException>().With.Message.StartWith($"The server's certificate is not accepted with SSL Mode={mode} for '{host}': ").And.Message.Match($"(?i){reason}"));

    [Test]
    public void A_client_certificate_authenticates()
    {
        using ServerLink link = ServerLink.Open(_server.ConnectionString("certified", builder =>
        {
            builder.Password = null;
            builder.SslMode = SslMode.Require;
            builder.SslCertificate = _server.Tls.ClientCertificateFile;
            builder.SslKey = _server.Tls.ClientKeyFile;
        }));

        Assert.That(Ask(link, "SELECT current_user"), Is.EqualTo("certified"));
    }

    [Test]
    public void Npgsql_s_leaving_is_not_noticed_by_the_server()
    {
        using ServerLink link = ServerLink.Open(_server.ConnectionString("scrammed", static builder => builder.ApplicationName = "stays"));

        Assert.That(Ask(link, "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'stays'"), Is.EqualTo("1"));
        Assert.That(link.Reader.BufferedBytes, Is.Zero);
    }

    [TestCase(SslMode.Disable)]
    [TestCase(SslMode.Require)]
    public void Cancelling_interrupts_what_runs(SslMode mode)
    {
        using ServerLink link = ServerLink.Open(_server.ConnectionString("scrammed", builder => builder.SslMode = mode));
        using ServerLink other = ServerLink.Open(_server.ConnectionString("scrammed"));
        Query(link, "SELECT pg_sleep(600)");
        Assert.That(() => Ask(other, $"SELECT count(*) FROM pg_stat_activity WHERE pid = {link.ProcessId} AND wait_event = 'PgSleep'"), Is.EqualTo("1").Soon());

        // On a stack as small as a client's thread has it.
        bool isCancelled = false;
        Thread canceller = new(() => isCancelled = link.Cancel(s_limit), 262_144);
        canceller.Start();
        Assert.That(canceller.Join(s_limit), Is.True);

        Assert.That(isCancelled, Is.True);
        Frame answer = link.Reader.Read()!.Value;
        while (answer.Type != ErrorResponse.Type)
        {
            answer = link.Reader.Read()!.Value;
        }

        Assert.That(ErrorResponse.Read(answer.Body).Fields.Find(ErrorField.SqlState)?.Decode(), Is.EqualTo("57014"));
        Assert.That(link.Reader.Read()?.Type, Is.EqualTo(ReadyForQuery.Type));
        Assert.That(Ask(link, "SELECT 1"), Is.EqualTo("1"));
    }

    [TestCase("Unix")]
    [TestCase("TCP")]
    [TestCase("TLS")]
    public void A_long_group_does_not_lock_up_with_its_own_results(string transport)
    {
        const int Count = 8_000;
        using ServerLink link = ServerLink.Open(_server.ConnectionString("scrammed", builder =>
        {
            builder.Host = transport == "Unix" ? _server.SocketFolder : "127.0.0.1";
            builder.SslMode = transport == "TLS" ? SslMode.Require : SslMode.Disable;
        }));
        using FrameBuffer group = new();
        ByteString text = ByteString.From($"SELECT '{new string('x', 3_000)}'");
        for (int index = 0; index < Count; index++)
        {
            new Query(text).Write(group);
        }

        Task<int> run = Task.Run(() =>
        {
            link.Send(group);
            int ready = 0;
            while (ready < Count)
            {
                ready += link.Reader.Read()!.Value.Type == ReadyForQuery.Type ? 1 : 0;
            }

            link.WaitUntilSent();
            return ready;
        });

        bool isDone = run.Wait(TimeSpan.FromMinutes(1));
        if (!isDone)
        {
            link.Abort();
        }

        Assert.That(isDone, Is.True);
        Assert.That(Ask(link, "SELECT 2"), Is.EqualTo("2"));
    }

    [TestCase(AddressFamily.InterNetwork)]
    [TestCase(AddressFamily.Unix)]
    public void The_largest_group_that_is_written_inline_fits_where_nobody_reads(AddressFamily family)
    {
        using SocketFolder folder = SocketFolder.Listen(root: null, 1, 1, out Socket local);
        using Socket listening = family == AddressFamily.Unix ? local : new Socket(family, SocketType.Stream, ProtocolType.Tcp);
        if (family == AddressFamily.InterNetwork)
        {
            local.Dispose();
            listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listening.Listen(1);
        }

        using SocketStream stream = ServerSocket.Connect(listening.LocalEndPoint!, Deadline.Never);
        stream.SetWriteLimit(TimeSpan.FromSeconds(5));

        // In the smallest pieces that a group may leave in, each of which has an overhead in the kernel.
        Assert.That(
            () =>
            {
                for (int piece = 0; piece < 16; piece++)
                {
                    stream.Write(new byte[ServerLink.LargestInlineGroup / 16]);
                }
            },
            Throws.Nothing);
    }

    [Test]
    public void A_long_group_that_cannot_be_sent_fails_where_it_is_waited_for()
    {
        using ServerLink link = ServerLink.Open(_server.ConnectionString("scrammed"));
        using FrameBuffer group = new();
        new Query(ByteString.From($"SELECT '{new string('x', 30_000_000)}'")).Write(group);
        link.Abort();

        link.Send(group);

        Assert.That(link.WaitUntilSent, Throws.InstanceOf<IOException>());
    }

    [TestCase(SslMode.Disable)]
    [TestCase(SslMode.Require)]
    public void Aborting_ends_a_read_on_another_thread(SslMode mode)
    {
        using ServerLink link = ServerLink.Open(_server.ConnectionString("scrammed", builder => builder.SslMode = mode));
        Task<bool> read = Task.Run(() =>
        {
            try
            {
                return link.Reader.Read() is null;
            }
            catch (IOException)
            {
                return true;
            }
        });

        link.Abort();

        Assert.That(read.Wait(s_limit), Is.True);
        Assert.That(read.Result, Is.True);
    }

    [Test]
    public void Disposing_says_goodbye()
    {
        using ServerLink other = ServerLink.Open(_server.ConnectionString("scrammed"));
        using ServerLink link = ServerLink.Open(_server.ConnectionString("scrammed"));
        _ = Ask(link, "BEGIN");
        string process = link.ProcessId.ToString();

        link.Dispose();

        Assert.That(() => Ask(other, $"SELECT count(*) FROM pg_stat_activity WHERE pid = {process}"), Is.EqualTo("0").Soon());
        Assert.That(_server.Log, Does.Not.Contain("with an open transaction"));
    }

    [Test]
    public void Nothing_is_left_of_the_way_in()
    {
        string[] before = GatewayFolders();

        using ServerLink link = ServerLink.Open(_server.ConnectionString("scrammed"));

        Assert.That(GatewayFolders(), Is.EquivalentTo(before));
    }

    private static string[] GatewayFolders() => Directory.GetDirectories(Path.GetTempPath(), $"dbguard-gateway-{Environment.ProcessId}-*");

    private static int UnusedPort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void Query(ServerLink link, string sql)
    {
        new Query(ByteString.From(sql)).Write(link.Writer);
        link.Writer.Flush();
    }

    // The first value of the answer.
    private static string Ask(ServerLink link, string sql)
    {
        Query(link, sql);
        string value = string.Empty;
        while (link.Reader.Read() is { } frame)
        {
            switch (frame.Type)
            {
                case DataRow.Type:
                    value = DataRow.Read(frame.Body).Columns.ToArray()[0].Bytes.Decode();
                    break;
                case ErrorResponse.Type:
                    throw new InvalidOperationException(ErrorResponse.Read(frame.Body).Fields.Find(ErrorField.Message)?.Decode());
                case ReadyForQuery.Type:
                    return value;
                default:
                    break;
            }
        }

        throw new InvalidOperationException("The server closed the connection.");
    }
}
