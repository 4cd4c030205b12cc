using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using NUnit.DbGuard.Postgres.Server;

namespace NUnit.DbGuard.Tests.Postgres.Server;

/// <summary>The end of a server, wanted or not: nothing stays behind.</summary>
[Parallelizable(ParallelScope.None)]
[UnsupportedOSPlatform("windows")]
public sealed class ServerEndTests
{
    [Test]
    public void Disposing_stops_it_and_removes_its_folder()
    {
        using PostgresServer server = new(new PostgresServerOptions());
        _ = server.Start();
        string folder = server.Folder!;

        server.Dispose();

        Assert.That(ServerProcess.Of(folder), Is.Empty);
        Assert.That(Directory.Exists(folder), Is.False);
    }

    [Test]
    public void Open_transactions_and_running_statements_do_not_hold_it_up()
    {
        using PostgresServer server = new(new PostgresServerOptions());
        string connectionString = server.Start();
        string folder = server.Folder!;
        using Process client = ServerOwner.BeginQuery(connectionString, "BEGIN", "SELECT 1", "DO 'BEGIN LOOP END LOOP; END'");
        _ = ServerOwner.ReadLine(client);
        _ = ServerOwner.ReadLine(client);

        server.Dispose();

        Assert.That(ServerProcess.Of(folder), Is.Empty);
        Assert.That(client.WaitForExit(TimeSpan.FromSeconds(20)), Is.True);
    }

    [Test]
    public void Once_stopped_it_is_not_started_again()
    {
        using PostgresServer server = new(new PostgresServerOptions());
        server.Dispose();

        Assert.That(() => server.Start(), Throws.TypeOf<DatabaseSetUpException>().With.Property("Code").EqualTo("DBG7028"));
    }

    [Test]
    public void A_process_that_ends_without_stopping_it_leaves_nothing()
    {
        using ServerOwner owner = ServerOwner.Start("leave");

        owner.WaitForEnd();

        Eventually.AssertNothingLeft(owner.Folder);
    }

    [Test]
    public void A_killed_process_leaves_nothing()
    {
        using ServerOwner owner = ServerOwner.Start("own");

        owner.Kill();

        Eventually.AssertNothingLeft(owner.Folder);
    }

    [Test]
    public void A_process_killed_while_its_server_is_busy_leaves_nothing()
    {
        using ServerOwner owner = ServerOwner.Start("own");
        using Process client = ServerOwner.BeginQuery(owner.ConnectionString, "SELECT 1", "DO 'BEGIN LOOP END LOOP; END'");
        _ = ServerOwner.ReadLine(client);

        owner.Kill();

        Eventually.AssertNothingLeft(owner.Folder);
        Assert.That(client.WaitForExit(TimeSpan.FromSeconds(20)), Is.True);
    }

    [Test]
    public void A_process_killed_while_its_server_starts_leaves_nothing()
    {
        string root = ServerRoot.Create();
        using Process owner = Process.Start(new ProcessStartInfo("dotnet", [ServerOwner.Assembly, "own", root]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Assert.That(() => Directory.EnumerateFiles(root, "log", SearchOption.AllDirectories), Is.Not.Empty.Soon());
        string folder = Directory.GetDirectories(root).Single();

        owner.Kill();

        Eventually.AssertNothingLeft(folder);
        Directory.Delete(root);
    }

    [Test]
    public void A_process_killed_together_with_every_shell_leaves_no_process()
    {
        using ServerOwner owner = ServerOwner.Start("own");

        ServerProcess.Signal("KILL", [owner.Id, .. ServerProcess.Of(owner.Folder).Where(static process => process.IsSupervisor).Select(static process => process.Id)]);

        Assert.That(() => ServerProcess.Of(owner.Folder), Is.Empty.Soon());
        RemoveByNextStart(owner.Folder);
    }

    [Test]
    public void A_process_killed_together_with_everything_it_started_leaves_no_process()
    {
        using ServerOwner owner = ServerOwner.Start("own");
        int postmaster = ServerProcess.Postmaster(owner.Folder);

        ServerProcess.Signal("KILL", [owner.Id, .. ServerProcess.Of(owner.Folder).Select(static process => process.Id)]);

        Assert.That(() => ServerProcess.Of(owner.Folder), Is.Empty.Soon());
        RemoveByNextStart(owner.Folder);
        Assert.That(SharedMemoryOf(postmaster), Is.Empty);
    }

    [Test]
    public void A_process_killed_after_its_supervisor_leaves_nothing()
    {
        using ServerOwner owner = ServerOwner.Start("own");
        int postmaster = ServerProcess.Postmaster(owner.Folder);
        ServerProcess supervisor = ServerProcess.Of(owner.Folder).First(static process => process.IsSupervisor);

        supervisor.Kill();
        Assert.That(() => ServerProcess.Of(owner.Folder).Select(static process => process.Id), Has.None.EqualTo(postmaster).Soon());
        owner.Kill();

        Eventually.AssertNothingLeft(owner.Folder);
    }

    [Test]
    public void A_supervisor_killed_first_does_not_keep_the_end_from_removing_all()
    {
        using PostgresServer server = new(new PostgresServerOptions());
        _ = server.Start();
        string folder = server.Folder!;
        foreach (ServerProcess supervisor in ServerProcess.Of(folder).Where(static process => process.IsSupervisor))
        {
            supervisor.Kill();
        }

        server.Dispose();

        Eventually.AssertNothingLeft(folder);
    }

    [Test]
    public void A_server_that_hangs_is_killed()
    {
        using PostgresServer server = new(new PostgresServerOptions { StopLimit = TimeSpan.FromSeconds(1) });
        _ = server.Start();
        string folder = server.Folder!;
        ServerProcess.Signal("STOP", ServerProcess.Of(folder).Where(static process => process.Command.Contains("postgres", StringComparison.Ordinal) && !process.IsSupervisor).Select(static process => process.Id));

        server.Dispose();

        Eventually.AssertNothingLeft(folder);
    }

    [Test]
    public void A_killed_postmaster_s_busy_session_is_killed_as_well()
    {
        using PostgresServer server = new(new PostgresServerOptions());
        string connectionString = server.Start();
        string folder = server.Folder!;
        using Process client = ServerOwner.BeginQuery(connectionString, "SELECT 1", "DO 'BEGIN LOOP END LOOP; END'");
        _ = ServerOwner.ReadLine(client);

        ServerProcess.Signal("KILL", ServerProcess.Postmaster(folder));

        Eventually.AssertNothingLeft(folder);
        Assert.That(() => server.Start(), Throws.TypeOf<DatabaseSetUpException>().With.Property("Code").EqualTo("DBG7027"));
        Assert.That(client.WaitForExit(TimeSpan.FromSeconds(20)), Is.True);
    }

    [Test]
    public void The_next_start_removes_an_abandoned_folder_and_its_server_but_no_live_one()
    {
        using ServerOwner abandoned = ServerOwner.Start("own");
        using ServerOwner live = ServerOwner.Start("own");
        ServerProcess.Signal("STOP", ServerProcess.Of(abandoned.Folder).Select(static process => process.Id));
        abandoned.Kill();
        Assert.That(ServerProcess.Of(abandoned.Folder), Is.Not.Empty);

        RemoveByNextStart(abandoned.Folder);

        Assert.That(() => ServerProcess.Of(abandoned.Folder), Is.Empty.Soon());
        Assert.That(ServerOwner.Query(live.ConnectionString, "SELECT 1"), Is.EqualTo(["1"]));
    }

    [Test]
    [Property("Security", "S12")]
    public void The_next_start_removes_no_folder_that_leads_elsewhere()
    {
        string victim = ServerRoot.Create();
        File.WriteAllText(Path.Combine(victim, "owner"), string.Empty);
        string link = Path.Combine(Path.GetTempPath(), "dbguard-postgres-1-link");
        File.Delete(link);
        _ = Directory.CreateSymbolicLink(link, victim);

        try
        {
            using PostgresServer server = new(new PostgresServerOptions());
            _ = server.Start();

            Assert.That(File.Exists(Path.Combine(victim, "owner")), Is.True);
        }
        finally
        {
            File.Delete(link);
            Directory.Delete(victim, recursive: true);
        }
    }

    // The fifth column is the process that made the segment.
    private static IEnumerable<string> SharedMemoryOf(int process) =>
        File.ReadLines("/proc/sysvipc/shm").Where(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4] == process.ToString(CultureInfo.InvariantCulture));

    private static void RemoveByNextStart(string folder)
    {
        using PostgresServer next = new(new PostgresServerOptions());
        _ = next.Start();

        Assert.That(Directory.Exists(folder), Is.False);
    }
}
