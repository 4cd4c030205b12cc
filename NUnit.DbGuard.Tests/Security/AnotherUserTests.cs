using System.Runtime.Versioning;
using Npgsql;
using NUnit.DbGuard.Postgres.Gateway.Virtual;
using NUnit.DbGuard.Postgres.Protocol;
using NUnit.DbGuard.Postgres.Server;
using NUnit.DbGuard.Sqlite;
using NUnit.DbGuard.Tests.Postgres.Gateway.Clients;

namespace NUnit.DbGuard.Tests.Security;

/// <summary>Another user of the machine tries each way in.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class AnotherUserTests
{
    [Test]
    public void The_stranger_is_able_to_do_what_is_not_forbidden() =>
        Assert.That(Stranger.TryRun("ls", "/"), Is.Null.Or.Matches<(int ExitCode, string Output)>(static result => result.ExitCode == 0), "Else what it fails at would prove nothing.");

    [Test]
    [Property("Security", "S1")]
    [Property("Security", "S3")]
    public void It_does_not_reach_the_gateway_s_socket()
    {
        using TestGateway gateway = new();

        Stranger.AssertKeptOut(gateway.Listener.Host);
        Assert.That(Psql(gateway.Listener.Host, gateway.Listener.Port, gateway.Listener.Password), Is.Null.Or.Contains("Permission denied"));
        Assert.That(gateway.Links, Is.Empty);
    }

    [Test]
    [Property("Security", "S3")]
    public void On_the_loopback_address_it_needs_the_password()
    {
        using TestGateway gateway = new();

        Assert.That(Psql("127.0.0.1", gateway.Listener.Port, "guessed"), Is.Null.Or.Contains("password authentication failed"));
        Assert.That(gateway.Links, Is.Empty);
    }

    [Test]
    [Property("Security", "S3")]
    [Property("Security", "S9")]
    public void It_gets_nowhere_at_a_throw_away_server()
    {
        using PostgresServer server = new(new PostgresServerOptions());
        NpgsqlConnectionStringBuilder settings = new(server.Start());

        Stranger.AssertKeptOut(server.Folder!);
        Stranger.AssertKeptOut(Path.Combine(server.Folder!, "data"));
        Assert.That(Psql(settings.Host!, settings.Port, settings.Password!), Is.Null.Or.Contains("Permission denied"));
    }

    [Test]
    [Property("Security", "S3")]
    [Property("Security", "S11")]
    public void It_cannot_read_copies_of_SQLite_databases()
    {
        SqliteRunDirectory directory = new();
        try
        {
            Stranger.AssertKeptOut(directory.For(0));
            Stranger.AssertKeptOut(directory.OnDisk());
        }
        finally
        {
            directory.Delete();
        }
    }

    [Test]
    [Property("Security", "S3")]
    [Property("Security", "S11")]
    public void It_cannot_read_what_is_kept_for_a_slow_reader()
    {
        string[] before = Files();
        using OutputFile file = new();
        using FrameBuffer frames = new();
        frames.GetSpan(6)[..6].Fill((byte)'x');
        frames.Advance(6);
        file.Add(frames);

        Stranger.AssertKeptOut(Files().Except(before).Single());

        static string[] Files() => Directory.GetFiles(Path.GetTempPath(), OutputFile.NamesOf(Environment.ProcessId));
    }

    private static string? Psql(string host, int port, string password) =>
        Stranger.TryRun("psql", "-X", "-w", "-c", "SELECT 1", $"host={host} port={port} user=postgres password={password} dbname=postgres")?.Output;
}
