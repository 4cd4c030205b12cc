using System.Diagnostics;
using System.Runtime.Versioning;
using Npgsql;
using NUnit.DbGuard.Postgres.Server;

namespace NUnit.DbGuard.Tests.Postgres.Server;

/// <summary>A throw-away server that runs.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class PostgresServerTests
{
    private PostgresServer _server = null!;
    private string _connectionString = null!;

    [OneTimeSetUp]
    public void Start()
    {
        _server = new PostgresServer(new PostgresServerOptions());
        long begin = Stopwatch.GetTimestamp();
        _connectionString = _server.Start();
        TestContext.Progress.WriteLine($"A throw-away PostgreSQL server started in {Stopwatch.GetElapsedTime(begin).TotalMilliseconds:0} ms at {_server.Folder}.");
    }

    [OneTimeTearDown]
    public void Stop() => _server.Dispose();

    [Test]
    public void It_answers() => Assert.That(ServerOwner.Query(_connectionString, "SELECT 1"), Is.EqualTo(["1"]));

    [Test]
    public void It_is_started_once() => Assert.That(_server.Start(), Is.EqualTo(_connectionString));

    [Test]
    public void Its_settings_are_those_of_a_throw_away_server()
    {
        (string Name, string Value)[] settings =
        [
            ("fsync", "off"),
            ("synchronous_commit", "off"),
            ("full_page_writes", "off"),
            ("autovacuum", "off"),
            ("wal_level", "minimal"),
            ("max_connections", "500"),
            ("max_prepared_transactions", "100"),
            ("shared_buffers", "64MB"),
            ("listen_addresses", string.Empty),
            ("server_encoding", "UTF8"),
            ("TimeZone", "UTC"),
            ("password_encryption", "scram-sha-256"),
        ];

        string[] values = ServerOwner.Query(_connectionString, [.. settings.Select(static setting => $"SHOW {setting.Name}")]);

        Assert.That(values, Is.EqualTo(settings.Select(static setting => setting.Value)));
    }

    [Test]
    public void Text_is_folded_as_Unicode_and_sorted_by_code_point() =>
        Assert.That(ServerOwner.Query(_connectionString, "SELECT upper('ä')", "SELECT 'Z' < 'a'"), Is.EqualTo(["Ä", "True"]));

    [TestCase("")]
    [TestCase("data")]
    [TestCase("socket")]
    [Property("Security", "S9")]
    public void Only_its_user_can_enter_its_folders(string folder) =>
        Assert.That(File.GetUnixFileMode(Path.Combine(_server.Folder!, folder)), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));

    [Test]
    public void Its_socket_is_in_its_folder()
    {
        string socket = new NpgsqlConnectionStringBuilder(_connectionString).Host!;

        Assert.That(socket, Is.EqualTo(Path.Combine(_server.Folder!, "socket")));
        Assert.That(File.GetUnixFileMode(Path.Combine(socket, ".s.PGSQL.5432")), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
    }

    [Test]
    [Property("Security", "S9")]
    public void A_wrong_password_is_refused()
    {
        string wrong = new NpgsqlConnectionStringBuilder(_connectionString) { Password = "wrong" }.ConnectionString;

        Assert.That(ServerOwner.Query(wrong, "SELECT 1")[0], Does.StartWith("28P01 password authentication failed"));
    }

    [Test]
    [Property("Security", "S9")]
    public void The_password_is_in_no_file_and_on_no_command_line()
    {
        string password = new NpgsqlConnectionStringBuilder(_connectionString).Password!;

        Assert.That(File.Exists(Path.Combine(_server.Folder!, "password")), Is.False);
        Assert.That(ServerProcess.Of(_server.Folder!).Select(static process => process.Command), Has.None.Contains(password));
    }

    [Test]
    [Property("Security", "S10")]
    public void Where_it_is_another_user_s_its_environment_has_nothing_of_the_tests()
    {
        const string Name = "DBGUARD_TESTS_SECRET";
        Environment.SetEnvironmentVariable(Name, "secret");
        try
        {
            using PostgresServer server = new(new PostgresServerOptions());
            _ = server.Start();

            IReadOnlyList<ServerProcess> processes = ServerProcess.Of(server.Folder!);
            Assert.That(processes, Has.Count.GreaterThan(2));
            Assert.That(processes.Any(static process => process.ReadEnvironment().Contains(Name, StringComparison.Ordinal)), Is.Not.EqualTo(Environment.IsPrivilegedProcess));
        }
        finally
        {
            Environment.SetEnvironmentVariable(Name, null);
        }
    }

    [Test]
    [Property("Security", "S10")]
    public void What_another_user_s_programs_get_is_what_finds_them()
    {
        Dictionary<string, string?> environment = new() { ["PATH"] = "/bin", ["ConnectionStrings__Default"] = "Password=secret", ["HOME"] = "/root", ["PGPASSWORD"] = "secret" };

        ServerEnvironment.Apply(environment, isForOther: true);

        Assert.That(environment.Keys, Is.EquivalentTo(["PATH", "LC_ALL", "TZ"]));
    }

    [Test]
    [Property("Security", "S9")]
    public void None_of_its_processes_is_root_s() => Assert.That(ServerProcess.Of(_server.Folder!).Select(static process => process.User), Is.Not.Empty.And.None.EqualTo(0));

    [Test]
    public void Two_servers_run_side_by_side()
    {
        using PostgresServer other = new(new PostgresServerOptions());

        string connectionString = other.Start();

        Assert.That(ServerOwner.Query(connectionString, "CREATE TABLE only_here (id int)", "SELECT count(*) FROM only_here"), Is.EqualTo(["", "0"]));
        Assert.That(ServerOwner.Query(_connectionString, "SELECT count(*) FROM only_here")[0], Does.StartWith("42P01"));
    }

    [Test]
    public async Task Callers_at_the_same_time_get_one_server()
    {
        using PostgresServer server = new(new PostgresServerOptions());

        string[] answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(server.Start)));

        Assert.That(answers.Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public void On_TCP_it_takes_a_free_port_of_this_machine_alone()
    {
        using PostgresServer server = new(new PostgresServerOptions { UseTcp = true });

        NpgsqlConnectionStringBuilder connectionString = new(server.Start());

        Assert.That(connectionString.Host, Is.EqualTo("127.0.0.1"));
        Assert.That(ServerOwner.Query(connectionString.ConnectionString, "SELECT 1", "SHOW listen_addresses"), Is.EqualTo(["1", "127.0.0.1"]));
        connectionString.Password = "wrong";
        Assert.That(ServerOwner.Query(connectionString.ConnectionString, "SELECT 1")[0], Does.StartWith("28P01"));
    }

    [Test]
    public void Logical_decoding_works_where_it_is_asked_for()
    {
        using PostgresServer server = new(new PostgresServerOptions { LogicalReplication = true });

        string[] answers = ServerOwner.Query(server.Start(), "SHOW wal_level", "SELECT slot_name FROM pg_create_logical_replication_slot('slot', 'test_decoding')");

        Assert.That(answers, Is.EqualTo(["logical", "slot"]));
    }

    [Test]
    public void Settings_of_the_options_come_last()
    {
        using PostgresServer server = new(new PostgresServerOptions { Settings = new Dictionary<string, string> { ["max_connections"] = "20", ["application_name"] = "it's \"quoted\"" } });

        string[] answers = ServerOwner.Query(server.Start(), "SHOW max_connections", "SHOW application_name");

        Assert.That(answers, Is.EqualTo(["20", "it's \"quoted\""]));
    }
}
