using System.Diagnostics;
using Npgsql;
using NUnit.DbGuard.Access;
using NUnit.DbGuard.Postgres.Server;
using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.SetUp;

/// <summary>Whatever can go wrong with a database on a server, all in one run: each test says it in one error, with code, place and fix, and the others run.</summary>
/// <remarks>The same of files: <see cref="BrokenDatabaseTests"/>, <see cref="InTheWayTests"/>, <see cref="RelatedDatabasesTests"/> and <see cref="NoRoomTests"/>.</remarks>
[Platform("Linux")]
public sealed class FailureListTests
{
    private PostgresServer _server = null!;
    private TemporaryFolder _folder = null!;
    private NpgsqlConnectionStringBuilder _administrator = null!;
    private InnerRun _run = null!;
    private bool _isMounted;

    [OneTimeSetUp]
    public void Run()
    {
        _folder = new TemporaryFolder();
        _server = new PostgresServer(new PostgresServerOptions());
        _administrator = new NpgsqlConnectionStringBuilder(_server.Start()) { Pooling = false };
        Execute(
            "CREATE ROLE poor LOGIN PASSWORD 'poor'",
            "CREATE DATABASE test_unmarked",
            "CREATE DATABASE test_newer",
            "COMMENT ON DATABASE test_newer IS 'NUnit.DbGuard 2 ready kept'");
        if (Environment.IsPrivilegedProcess)
        {
            MakeFullDisk();
        }

        _run = InnerRun.Of(
            "FullyQualifiedName~Situations.FailingDatabasesTests",
            new Dictionary<string, string> { ["INNER_SETUP"] = "failing", ["INNER_SERVER"] = _administrator.ConnectionString },
            workers: 1);
    }

    [OneTimeTearDown]
    public void Stop()
    {
        _server.Dispose();
        if (_isMounted)
        {
            Shell("umount", _folder["disk"]);
        }

        _folder.Dispose();
    }

    [TestCase("Server_down", "DBG7031: The test database 'server down' could not be made, because its PostgreSQL server does not answer: ", "Port=1;")]
    [TestCase("Wrong_password", "DBG7032: The test database 'wrong password' could not be made, because its PostgreSQL server lets nobody in: password authentication failed", "Server: Host=")]
    [TestCase("No_permission", "DBG7033: The test database 'no permission' could not be made at test_forbidden, because the user may not: permission denied to create database (42501)", "Username=poor")]
    [TestCase("Without_marker", "DBG7008: The test database 'without marker' belongs at test_unmarked, but a database is there, which NUnit.DbGuard did not make. It was not touched.", "Server: Host=")]
    [TestCase("Newer_marker", "DBG7010: The test database 'newer marker' at test_newer was made by a newer NUnit.DbGuard (marker version 2). It was not touched.", "Server: Host=")]
    [TestCase("Circle", "DBG7013: Database 'first of circle' depends on itself: 'first of circle' → 'second of circle' → 'first of circle'.", "take one DependsOn of the circle away")]
    [TestCase("Unknown_mirror", "DBG7013: Database 'unknown mirror' ", "did you mean 'healthy'?")]
    [TestCase("Broken_migration", "DBG7007: Database 'broken migration' could not be created: migration 20250302090000_FillBrokenLibrary of BrokenLibraryContext threw PostgresException: 42P01: relation \"boks\" does not exist", "mend that step")]
    [TestCase("Broken_migration_of_a_file", "DBG7007: Database 'broken migration of a file' could not be created: migration 20250302090000_FillBrokenLibrary of BrokenLibraryContext threw SqliteException: SQLite Error 1: 'no such table: boks'.", "mend that step")]
    [TestCase("Seed_throws", "DBG7007: Database 'seed throws' could not be created: the seed of FailingDatabases threw InvalidOperationException: the price list is empty", "mend that step")]
    [TestCase("Bad_script", "DBG7007: Database 'bad script' could not be created: ", "line 4")]
    [Property("Parity", "F7")]
    [Property("Parity", "F22")]
    public void The_test_that_needs_it_says_what_happened_where_and_what_to_do(string test, string happened, string more) => AssertSays(test, happened, more);

    [Test]
    [Property("Parity", "F7")]
    public void A_full_disk_is_said_too()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("Only root may mount the small disk that this test fills.");
        }

        AssertSays("Disk_full", "DBG7007: Database 'disk full' could not be created: the seed of FailingDatabases threw PostgresException: 53100: could not extend file ", "No space left on device");
    }

    [TestCase("A_healthy_one_comes_first(\"healthy\")")]
    [TestCase("The_healthy_ones_come_last(\"healthy\")")]
    [TestCase("The_healthy_ones_come_last(\"healthy file\")")]
    [Property("Parity", "F7")]
    public void Tests_of_other_databases_run(string test)
    {
        InnerResult result = _run[$"FailingDatabasesTests.{test}"];

        Assert.That(result.Outcome, Is.EqualTo("Passed"), result.Message);
    }

    [Test]
    public void What_was_there_is_untouched_and_nothing_else_is_left() =>
        Assert.That(Databases(), Is.EqualTo("test_newer: NUnit.DbGuard 2 ready kept, test_unmarked: none"), _run.Output);

    private void AssertSays(string test, string happened, string more)
    {
        InnerResult result = _run[$"FailingDatabasesTests.{test}"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.StartWith($"NUnit.DbGuard.DatabaseSetUpException : {happened}"));
        Assert.That(result.Message, Does.Contain(more).And.Contains("\n  Fix:   ").And.Contains($"\n  More:  docs/errors.md#dbg{happened[3..7]}"));
        Assert.That(result.Message.Split("Exception : DBG"), Has.Length.EqualTo(2), "one error");
    }

    // What the seed writes does not fit.
    private void MakeFullDisk()
    {
        string disk = Directory.CreateDirectory(_folder["disk"]).FullName;
        Shell("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk);
        _isMounted = true;
        Shell("chmod", "755", _folder.Path);
        string space = Directory.CreateDirectory(Path.Combine(disk, "space")).FullName;
        Shell("chown", $"--reference={DataFolder()}", space);
        Execute($"CREATE TABLESPACE small LOCATION '{space}'");
    }

    private string DataFolder() => Scalar("SHOW data_directory");

    private string Databases() => Scalar(
        "SELECT string_agg(datname || ': ' || coalesce(shobj_description(oid, 'pg_database'), 'none'), ', ' ORDER BY datname) FROM pg_database WHERE datname LIKE 'test\\_%' OR datname LIKE 'dbguard%'");

    private void Execute(params string[] statements)
    {
        foreach (string statement in statements)
        {
            _ = Scalar(statement);
        }
    }

    private string Scalar(string sql)
    {
        using (OwnWork.Enter())
        {
            using NpgsqlConnection connection = new(_administrator.ConnectionString);
            connection.Open();
            using NpgsqlCommand command = new(sql, connection);
            return command.ExecuteScalar() as string ?? string.Empty;
        }
    }

    private static void Shell(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, $"{program}: {error}");
    }
}
