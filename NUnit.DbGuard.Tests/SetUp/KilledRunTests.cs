using System.Diagnostics;
using System.Globalization;
using Npgsql;
using NUnit.DbGuard.Access;
using NUnit.DbGuard.Postgres.Server;
using NUnit.DbGuard.Tests.Postgres.Server;
using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.SetUp;

/// <summary>A run is killed at any moment: the next is green, and nothing is left behind of either.</summary>
/// <remarks>The moments are random. The seed is printed, and <c>KILL_SEED</c> gives it.</remarks>
[Platform("Linux")]
public sealed class KilledRunTests
{
    private const string Fixture = "FullyQualifiedName~Situations.KilledRunTests";
    private const int Moments = 10;

    private readonly string _token = Guid.NewGuid().ToString("N");
    private readonly int _seed = int.TryParse(Environment.GetEnvironmentVariable("KILL_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out int given)
        ? given
        : Random.Shared.Next(1, 1_000_000_000);

    private readonly List<int> _processes = [];
    private TemporaryFolder _folder = null!;
    private PostgresServer? _server;
    private string? _connectionString;

    [SetUp]
    public void MakeFolder()
    {
        _folder = new TemporaryFolder();
        _processes.Clear();
    }

    [TearDown]
    public void Stop()
    {
        _server?.Dispose();
        (_server, _connectionString) = (null, null);
        _folder.Dispose();
    }

    [Test]
    [Property("Parity", "F6")]
    public void On_a_server_that_goes_on_the_next_run_is_green_and_nothing_is_left_of_it()
    {
        _server = new PostgresServer(new PostgresServerOptions());
        _connectionString = _server.Start();
        Random random = Begin();
        TimeSpan whole = Measure(reuses: true);
        int killed = 0;
        for (int moment = 1; moment <= Moments; moment++)
        {
            TimeSpan after = whole * (0.2 + (0.8 * random.NextDouble()));
            bool killReuses = random.Next(2) == 0;
            bool nextReuses = moment % 2 == 0;
            killed += Kill(after, killReuses) ? 1 : 0;
            _ = RunToItsEnd(nextReuses, $"Seed {_seed}, moment {moment}: killed after {after.TotalMilliseconds:0} ms{(killReuses ? " with reuse-db" : string.Empty)}.");

            string[] databases = Databases();
            Assert.That(databases, nextReuses ? Has.Some.EqualTo("test_default: NUnit.DbGuard 1 ready kept").And.All.Match("^test_default(_w[0-9])?: NUnit.DbGuard 1 ready kept$") : Is.Empty, Context(moment));
            Assert.That(() => Sessions(), Is.Zero.Soon(), Context(moment));
            AssertNothingLeft(Context(moment));
        }

        TestContext.Out.WriteLine($"{killed} of {Moments} runs still ran when they were killed; a whole one takes {whole.TotalMilliseconds:0} ms.");
        Assert.That(killed, Is.GreaterThanOrEqualTo(Moments / 2), "The moments are too late.");
    }

    [Test]
    public void On_a_throw_away_server_the_next_run_is_green_and_nothing_is_left_of_it()
    {
        Random random = Begin();
        TimeSpan whole = Measure(reuses: false);
        for (int moment = 1; moment <= Moments / 2; moment++)
        {
            TimeSpan after = whole * (0.2 + (0.8 * random.NextDouble()));
            _ = Kill(after, reuses: false);
            _ = RunToItsEnd(reuses: false, $"Seed {_seed}, moment {moment}: killed after {after.TotalMilliseconds:0} ms.");

            AssertNothingLeft(Context(moment));
        }
    }

    private Random Begin()
    {
        TestContext.Out.WriteLine($"Seed: {_seed}.");
        return new Random(_seed);
    }

    private string Context(int moment) => $"Seed {_seed}, after moment {moment}.";

    private TimeSpan Measure(bool reuses)
    {
        _ = RunToItsEnd(reuses, "Before the first kill.");
        Stopwatch watch = Stopwatch.StartNew();
        InnerRun second = RunToItsEnd(reuses, "Before the first kill.");
        if (reuses)
        {
            Assert.That(second.Output, Does.Contain("database 'default': it is reused from test_default.").And.Not.Contains("anew"));
        }

        return watch.Elapsed;
    }

    private bool Kill(TimeSpan after, bool reuses)
    {
        (int process, bool wasKilled) = InnerRun.Kill(Fixture, Variables(), Parameters(reuses), workers: 2, after);
        _processes.Add(process);
        return wasKilled;
    }

    private InnerRun RunToItsEnd(bool reuses, string context)
    {
        InnerRun run = InnerRun.Of(Fixture, Variables(), Parameters(reuses), workers: 2);
        _processes.Add(run.ProcessId);
        Assert.That(run.Tests.Select(static test => test.Outcome), Is.All.EqualTo("Passed").And.Exactly(40).Items, $"{context}\n{string.Join('\n', run.Tests.Select(static test => test.Message).Distinct())}\n{run.Output}");
        return run;
    }

    private Dictionary<string, string> Variables()
    {
        // Its own files for debuggers are the runtime's affair, as NUnit.Engine is NUnit's.
        Dictionary<string, string> environment = new()
        {
            ["INNER_SETUP"] = "killed", ["INNER_FOLDER"] = _folder.Path, ["TMPDIR"] = _folder.Path, ["INNER_TOKEN"] = _token, ["DOTNET_EnableDiagnostics"] = "0",
        };
        if (_connectionString is { } server)
        {
            environment["DBGUARD_POSTGRES"] = server;
        }

        return environment;
    }

    private static Dictionary<string, string> Parameters(bool reuses) => reuses ? new() { ["reuse-db"] = "true" } : [];

    private void AssertNothingLeft(string context)
    {
        Assert.That(() => Folders(), Is.Empty.Soon(), context);
        Assert.That(_folder.Names.Where(static name => name is not ("test_files.db" or "NUnit.Engine") && !name.StartsWith('.')), Is.Empty, context);
        Assert.That(() => Processes(), Is.Empty.Soon(), context);
        Assert.That(() => Sockets(), Is.Empty.Soon(), context);
    }

    private string[] Databases() =>
        Query("SELECT datname || ': ' || coalesce(split_part(shobj_description(oid, 'pg_database'), E'\\n', 1), 'none') FROM pg_database WHERE datname NOT IN ('postgres', 'template0', 'template1') ORDER BY 1");

    private int Sessions() =>
        int.Parse(Query("SELECT count(*)::text FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()")[0], CultureInfo.InvariantCulture);

    private string[] Query(string sql)
    {
        using (OwnWork.Enter())
        {
            using NpgsqlConnection connection = new($"{_connectionString};Pooling=false");
            connection.Open();
            using NpgsqlCommand command = new(sql, connection);
            using NpgsqlDataReader reader = command.ExecuteReader();
            List<string> rows = [];
            while (reader.Read())
            {
                rows.Add(reader.GetString(0));
            }

            return [.. rows];
        }
    }

    // Where else files of a run may lie than in its folder for temporary ones.
    private string[] Folders() => [.. _processes.SelectMany(static process => Directory.GetFileSystemEntries("/dev/shm", $"dbguard-*-{process}-*"))];

    // Programs that a run has started have its environment, or a folder of its in their arguments.
    private string[] Processes() =>
    [
        .. Directory.EnumerateDirectories("/proc").Where(static folder => int.TryParse(Path.GetFileName(folder), out _))
            .Where(folder => Read(folder, "environ").Contains(_token, StringComparison.Ordinal) || _processes.Exists(process => Read(folder, "cmdline").Contains($"-{process}-", StringComparison.Ordinal)))
            .Select(static folder => $"{Path.GetFileName(folder)}: {Read(folder, "cmdline").Replace('\0', ' ')}"),
    ];

    private string[] Sockets() =>
    [
        .. File.ReadLines("/proc/net/unix").Where(line => line.Contains(_folder.Path, StringComparison.Ordinal)
            || _processes.Exists(process => line.Contains("dbguard-", StringComparison.Ordinal) && line.Contains($"-{process}-", StringComparison.Ordinal))),
    ];

    private static string Read(string folder, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile, or is another user's.
            return string.Empty;
        }
    }
}
