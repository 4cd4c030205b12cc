using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Npgsql;
using NUnit.DbGuard.Postgres.Server;
using NUnit.DbGuard.Tests.Postgres.Server;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Servers;

/// <summary>A server that authenticates each user in another way, over a Unix socket, TCP and TLS. Each user's password is "secret of" and its name.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class AuthenticatingServer : IDisposable
{
    private const string Rules = """
        local   all postgres                scram-sha-256
        host    all postgres  127.0.0.1/32  scram-sha-256
        local   all trusting                trust
        host    all trusting  127.0.0.1/32  trust
        local   all plain                   password
        host    all plain     127.0.0.1/32  password
        local   all hashed                  md5
        host    all hashed    127.0.0.1/32  md5
        local   all scrammed                scram-sha-256
        host    all scrammed  127.0.0.1/32  scram-sha-256
        hostssl all encrypted 127.0.0.1/32  scram-sha-256
        hostnossl all open    127.0.0.1/32  scram-sha-256
        hostssl all certified 127.0.0.1/32  cert
        """;

    private readonly PostgresServer _server;

    public AuthenticatingServer()
    {
        Tls = new TlsFiles("certified");
        Port = FindFreePort();
        _server = new PostgresServer(new PostgresServerOptions
        {
            Settings = new Dictionary<string, string> { ["listen_addresses"] = "127.0.0.1", ["port"] = Port.ToString(CultureInfo.InvariantCulture) },
        });
        NpgsqlConnectionStringBuilder first = new(_server.Start()) { Port = Port };
        SocketFolder = first.Host!;
        Write("pg_hba.conf", Rules);
        Write("server.crt", Tls.ServerCertificate);
        Write("server.key", Tls.ServerKey);
        Write("root.crt", File.ReadAllText(Tls.RootFile));
        string[] answers = ServerOwner.Query(
            first.ConnectionString,
            [
                .. new[] { "trusting", "plain", "scrammed", "encrypted", "open", "certified" }.Select(static user => $"CREATE ROLE {user} SUPERUSER LOGIN PASSWORD 'secret of {user}'"),
                "SET password_encryption = 'md5'",
                "CREATE ROLE hashed SUPERUSER LOGIN PASSWORD 'secret of hashed'",
                "ALTER SYSTEM SET ssl = on",
                "ALTER SYSTEM SET ssl_ca_file = 'root.crt'",
                "SELECT pg_reload_conf()",
            ]);
        Assert.That(answers[^1], Is.EqualTo("True"));
    }

    public TlsFiles Tls { get; }

    public int Port { get; }

    public string SocketFolder { get; }

    public string Log => File.ReadAllText(Path.Combine(_server.Folder!, "log"));

    public string ConnectionString(string user, Action<NpgsqlConnectionStringBuilder>? change = null)
    {
        NpgsqlConnectionStringBuilder builder = new()
        {
            Host = "127.0.0.1",
            Port = Port,
            Username = user,
            Password = "secret of " + user,
            Database = "postgres",
            SslMode = SslMode.Disable,
        };
        change?.Invoke(builder);
        return builder.ConnectionString;
    }

    public void Dispose()
    {
        _server.Dispose();
        Tls.Dispose();
    }

    private static int FindFreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Write(string name, string text)
    {
        string file = Path.Combine(_server.Folder!, "data", name);
        File.WriteAllText(file, text + "\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        ServerUser.Find().Own(file);
    }
}
