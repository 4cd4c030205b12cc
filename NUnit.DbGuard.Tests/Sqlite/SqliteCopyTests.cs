using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using Microsoft.Data.Sqlite;
using NUnit.DbGuard.Sqlite;
using NUnit.DbGuard.Tests.Running;
using SQLitePCL;

namespace NUnit.DbGuard.Tests.Sqlite;

/// <summary>The files of copies.</summary>
public sealed class SqliteCopyTests
{
    [Test]
    [Platform("Linux", Reason = "SQLite keeps its index of a log by inode there.")]
    public void Two_hard_links_of_one_file_do_not_work_at_the_same_time()
    {
        string folder = Directory.CreateTempSubdirectory("hard-links-").FullName;
        string first = Path.Combine(folder, "first.db");
        string second = Path.Combine(folder, "second.db");
        using (SqliteConnection baseline = SqliteBypass.Open(first, SqliteOpenMode.ReadWriteCreate))
        {
            _ = baseline.Scalar("PRAGMA journal_mode=WAL");
            _ = baseline.Scalar("CREATE TABLE t (a)");
        }

        using (Process link = Process.Start("ln", [first, second]))
        {
            link.WaitForExit();
        }

        using SqliteConnection one = SqliteBypass.Open(first, SqliteOpenMode.ReadWrite);
        _ = one.Scalar("INSERT INTO t VALUES (1)");
        using SqliteConnection other = SqliteBypass.Open(second, SqliteOpenMode.ReadWrite);

        // With a log of its own it would count 0; the index of the first one's log makes it fail, or read what is not there.
        object? counted;
        try
        {
            counted = other.Scalar("SELECT count(*) FROM t");
        }
        catch (SqliteException exception)
        {
            counted = exception;
        }

        Assert.That(counted, Is.Not.EqualTo(0L));
        one.Dispose();
        other.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public void Every_function_that_the_guard_answers_has_the_providers_signature()
    {
        string[] strangers = [.. typeof(SqliteInterceptor).GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Where(static method => method.Name.StartsWith("sqlite3_", StringComparison.Ordinal))
            .Where(static method => typeof(ISQLite3Provider).GetMethod(method.Name, [.. method.GetParameters().Select(static parameter => parameter.ParameterType)]) is not { } declared || declared.ReturnType != method.ReturnType)
            .Select(static method => method.ToString()!)];

        Assert.That(strangers, Is.Empty);
    }

    [Test]
    public async Task The_folder_of_a_killed_run_is_removed_by_the_next_and_a_live_ones_is_not()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        (Process killed, string killedFolder, TcpClient killedClient) = await StartAsync(listener);
        (Process live, string liveFolder, TcpClient liveClient) = await StartAsync(listener);
        using (killedClient)
        using (liveClient)
        using (killed)
        using (live)
        {
            killed.Kill();
            await killed.WaitForExitAsync();
            Assert.That(Directory.Exists(killedFolder), Is.True);

            InnerRun next = InnerRun.Of("FullyQualifiedName~ZoneWithoutOwnDataTests");

            bool isLiveThere = Directory.Exists(liveFolder);
            live.Kill();
            await live.WaitForExitAsync();
            Assert.That(next.Results, Has.None.Matches<InnerResult>(static result => result!.Outcome == "Failed"));
            Assert.That(Directory.Exists(killedFolder), Is.False);
            Assert.That(isLiveThere, Is.True);
        }
    }

    private static async Task<(Process Process, string Folder, TcpClient Client)> StartAsync(TcpListener listener)
    {
        string assembly = typeof(InnerRun).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static data => data.Key == "InnerAssembly").Value!;
        ProcessStartInfo start = new("dotnet", [assembly, "--filter", "FullyQualifiedName~KilledTests"]) { RedirectStandardOutput = true };
        start.Environment["INNER_PORT"] = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Process process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(1));
        TcpClient client = await listener.AcceptTcpClientAsync(limit.Token);
        using StreamReader reader = new(client.GetStream(), leaveOpen: true);
        string folder = (await reader.ReadLineAsync(limit.Token))!;
        return (process, folder, client);
    }
}
