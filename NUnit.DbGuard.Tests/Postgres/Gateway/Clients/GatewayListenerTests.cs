using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Npgsql;
using NUnit.DbGuard.Postgres.Gateway.Clients;
using NUnit.DbGuard.Postgres.Protocol;
using NUnit.DbGuard.Postgres.Server;
using NUnit.DbGuard.Tests.Postgres.Server;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Clients;

/// <summary>The gateway's sockets, and clients that others wrote.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class GatewayListenerTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    [Test]
    [Property("Security", "S1")]
    public void Only_this_user_can_enter_the_socket_s_folder()
    {
        using TestGateway gateway = new();

        Assert.That(File.GetUnixFileMode(gateway.Listener.Host), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
    }

    [Test]
    [Property("Security", "S1")]
    public void No_other_address_than_that_of_the_machine_itself_is_listened_on()
    {
        using TestGateway gateway = new();

        // On Linux the whole of 127.0.0.0/8 is the machine's, so that who listens on every address answers there too.
        IPAddress[] others =
        [
            IPAddress.Parse("127.0.0.2"),
            .. NetworkInterface.GetAllNetworkInterfaces().SelectMany(static network => network.GetIPProperties().UnicastAddresses)
                .Select(static address => address.Address)
                .Where(static address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address)),
        ];

        foreach (IPAddress address in others)
        {
            using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            Assert.That(() => socket.Connect(address, gateway.Listener.TcpPort), Throws.TypeOf<SocketException>(), address.ToString());
        }
    }

    [Test]
    [Property("Security", "S2")]
    public void The_password_is_random_and_each_gateway_s_own()
    {
        string[] passwords = [.. Enumerable.Range(0, 3).Select(static _ => new GatewayListenerOptions().Password)];

        Assert.That(passwords, Is.Unique.And.All.Match("^[0-9a-f]{64}$"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void A_client_is_served_on_no_flow_of_who_began_to_listen(bool useTcp)
    {
        AsyncLocal<string> flow = new() { Value = "the first test's" };
        string? seen = "nothing";
        using TestGateway gateway = new(serve: link =>
        {
            seen = flow.Value;
            TestGateway.MakeReady(link);
        });

        using RawClient client = gateway.Open(useTcp: useTcp);

        Assert.That(seen, Is.Null);
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Psql_gets_in(bool useTcp)
    {
        using TestGateway gateway = new();

        string answer = Psql(gateway, useTcp, gateway.Listener.Password);

        Assert.That(answer, Does.Contain("FATAL:  " + TestGateway.Marker));
        Assert.That(gateway.Links.Single().Description, Does.Match(@"^client \d+ \(psql, user me, database shop\)$"));
    }

    [Test]
    [Property("Security", "S2")]
    public void Psql_with_a_wrong_password_does_not()
    {
        using TestGateway gateway = new();

        string answer = Psql(gateway, useTcp: true, "wrong");

        Assert.That(answer, Does.Contain("FATAL:  password authentication failed for user \"me\""));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Npgsql_gets_in(bool useTcp)
    {
        using TestGateway gateway = new();

        string[] answers = ServerOwner.Query(ConnectionString(gateway, useTcp, gateway.Listener.Password), "SELECT 1");

        Assert.That(answers, Is.EqualTo(["57P01 " + TestGateway.Marker]));
    }

    [Test]
    [Property("Security", "S2")]
    public void Npgsql_with_a_wrong_password_does_not()
    {
        using TestGateway gateway = new();

        string[] answers = ServerOwner.Query(ConnectionString(gateway, useTcp: false, "wrong"), "SELECT 1");

        Assert.That(answers, Is.EqualTo(["28P01 password authentication failed for user \"me\""]));
    }

    [Test]
    public void Many_iterations_can_be_asked_for()
    {
        using TestGateway gateway = new(new GatewayListenerOptions { ScramIterations = 4_096 });

        Assert.That(Psql(gateway, useTcp: false, gateway.Listener.Password), Does.Contain(TestGateway.Marker));
    }

    [Test]
    public void An_aborted_client_s_thread_finds_its_reads_at_their_end()
    {
        using ManualResetEventSlim ended = new();
        using TestGateway gateway = new(serve: link =>
        {
            TestGateway.MakeReady(link);
            if (link.Reader.Read() is null)
            {
                ended.Set();
            }
        });
        using RawClient client = gateway.Open();

        gateway.Links.Single().Abort();

        Assert.That(ended.Wait(s_limit), Is.True);
        Assert.That(client.Read(), Is.Null);
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Aborting_ends_a_write_that_nobody_reads(bool useTcp)
    {
        using ManualResetEventSlim ended = new();
        using TestGateway gateway = new(serve: link =>
        {
            TestGateway.MakeReady(link);
            try
            {
                while (true)
                {
                    new CopyData(new ByteString(new byte[100_000])).Write(link.Writer);
                    link.Writer.Flush();
                }
            }
            catch (IOException)
            {
                ended.Set();
            }
        });
        using RawClient client = gateway.Open(useTcp: useTcp);

        gateway.Links.Single().Abort();

        Assert.That(ended.Wait(s_limit), Is.True);
    }

    [Test]
    public void Disposing_ends_the_clients_and_leaves_nothing()
    {
        using TestGateway gateway = new(serve: static link =>
        {
            TestGateway.MakeReady(link);
            _ = link.Reader.Read();
        });
        using RawClient local = gateway.Open();
        using RawClient remote = gateway.Open(useTcp: true);
        using RawClient silent = gateway.Connect();
        string folder = gateway.Listener.Host;

        gateway.Dispose();

        Assert.That(Directory.Exists(folder), Is.False);
        Assert.That(gateway.Threads.Select(static thread => thread.IsAlive), Is.EqualTo([false, false]));
        Assert.That(gateway.Listener.ConnectionCount, Is.Zero);
        Assert.That((local.Read(), remote.Read(), silent.Read()), Is.EqualTo(((object?)null, (object?)null, (object?)null)));
        Assert.That(() => gateway.Connect(useTcp: true), Throws.TypeOf<SocketException>());
    }

    [Test]
    public void Disposing_twice_is_no_error()
    {
        using TestGateway gateway = new();
        gateway.Dispose();

        Assert.That(gateway.Dispose, Throws.Nothing);
    }

    [Test]
    public void What_a_killed_process_left_is_removed_and_what_is_in_use_is_not()
    {
        string root = Directory.CreateTempSubdirectory("dbguard-root-").FullName;
        try
        {
            using TestGateway inUse = new(new GatewayListenerOptions { Root = root });
            string left = Path.Combine(root, "dbguard-gateway-1-abc");
            _ = Directory.CreateDirectory(left);
            File.WriteAllText(Path.Combine(left, "owner"), string.Empty);
            File.WriteAllText(Path.Combine(left, ".s.PGSQL.1"), string.Empty);

            using TestGateway gateway = new(new GatewayListenerOptions { Root = root });

            Assert.That(Directory.GetDirectories(root), Is.EquivalentTo([inUse.Listener.Host, gateway.Listener.Host]));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static string Psql(TestGateway gateway, bool useTcp, string password)
    {
        string host = useTcp ? "127.0.0.1" : gateway.Listener.Host;
        (int ExitCode, string Output)? result = ShortProgram.TryRun(
            s_limit,
            "psql",
            "-X",
            "-w",
            "-c",
            "SELECT 1",
            $"host={host} port={gateway.Listener.Port} user=me password={password} dbname=shop");
        Assert.That(result, Is.Not.Null, "psql is not there, or did not end.");
        return result!.Value.Output;
    }

    private static string ConnectionString(TestGateway gateway, bool useTcp, string password) => new NpgsqlConnectionStringBuilder
    {
        Host = useTcp ? "127.0.0.1" : gateway.Listener.Host,
        Port = gateway.Listener.Port,
        Username = "me",
        Password = password,
        Database = "shop",
        Pooling = false,
    }.ConnectionString;
}
