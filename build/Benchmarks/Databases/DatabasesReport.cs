using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NUnit.DbGuard.Benchmarks.Measuring;
using NUnit.DbGuard.Benchmarks.Postgres;
using NUnit.DbGuard.Lifecycle;
using NUnit.DbGuard.Postgres.Server;

namespace NUnit.DbGuard.Benchmarks.Databases;

/// <summary>What does it cost to have test databases looked after: made, copied for workers, and found again?</summary>
internal static class DatabasesReport
{
    private const string Family = "databases";
    private const double MostForCreation = 1.1;
    private const double MostForCopy = 1.2;
    private const long MostForClone = 10_000_000;
    private const long MostForWarmStart = 150_000_000;

    private static readonly TimeSpan s_refill = TimeSpan.FromMilliseconds(500);

    private static readonly string[] s_head = ["what", "guarded", "by hand", "added", "ratio", "target", "", "samples each"];

    public static bool IsWanted(Arguments arguments) => arguments.Only == Family;

    public static int Run(Arguments arguments)
    {
        using PostgresServer fast = new(new PostgresServerOptions());
        using PostgresServer durable = new(new PostgresServerOptions
        {
            Root = Path.GetTempPath(),
            Settings = new Dictionary<string, string> { ["fsync"] = "on", ["synchronous_commit"] = "on", ["full_page_writes"] = "on" },
        });
        string server = fast.Start();
        Report report = new();
        report.Title("PostgreSQL: what it costs to have test databases looked after");
        report.Paragraph(
            "A schema of 100 tables, each with an index, a foreign key and a row, made by ten migrations of EF Core. Both sides run in turn, in rounds. Times are medians (10th to 90th percentile); "
            + "**added** and **ratio** are medians over the rounds.");
        report.Table(["what", "measured on"], Machine.Describe(arguments, [["PostgreSQL", GatewayStage.Describe(server)], ["Npgsql", typeof(NpgsqlConnection).Assembly.GetName().Version!.ToString(3)]]));
        int rounds = arguments.IsQuick ? 4 : 16;
        List<string[]> rows = [];
        rows.AddRange(Creation("throw-away server", server, rounds / 2));
        rows.AddRange(Copies("throw-away server", server, rounds));
        string durableServer = durable.Start();
        rows.AddRange(Copies("durable server", durableServer, rounds));
        rows.AddRange(RealCommits("throw-away server", server, rounds));
        rows.AddRange(RealCommits("durable server", durableServer, rounds));
        rows.Add(WarmStart(server, rounds));
        report.Table(s_head, rows);
        report.Paragraph(
            "**Creation**: from a run that knows no database to the ready baseline, against `CREATE DATABASE` and `MigrateAsync()` by hand. **A worker's copy**: from a worker's first question to its database, against "
            + "`CREATE DATABASE … TEMPLATE` by hand, as one would write it; with the first session, which the guard opens too, against that and an open connection. **Warm start**: in a new process with "
            + "`reuse-db`, from the start of its program to the first row of a query in a test, against the same query by hand on the same database; what is added is the guard's own: loading, checking the fingerprint, the gateway, its session.");
        report.Paragraph($"Load when it ended: {Machine.LoadAverage()}.");
        arguments.Publish(report);
        return 0;
    }

    /// <summary>The one-test process: writes how long it took to the first row.</summary>
    public static void StartWarm(bool guarded, string server)
    {
        long start = Stopwatch.GetTimestamp();
        if (guarded)
        {
            GuardSession.Current.Install();
            using MeasuredRun run = new(server, "warm", isReused: true, hasParallelTests: false, Configure);
            run.Engine.EnsureCreated();
            using (NUnit.DbGuard.Access.OwnWork.Enter())
            {
                Query(run.Begin(0));
            }

            Console.WriteLine(Sample.ToNanoseconds(Stopwatch.GetTimestamp() - start).ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            Query(new NpgsqlConnectionStringBuilder(server) { Database = "test_warm" }.ConnectionString);
            Console.WriteLine(Sample.ToNanoseconds(Stopwatch.GetTimestamp() - start).ToString(CultureInfo.InvariantCulture));
        }
    }

    private static IEnumerable<string[]> Creation(string where, string server, int rounds)
    {
        int number = 0;
        Figures[] figures = Compare(
            rounds,
            () =>
            {
                using MeasuredRun run = new(server, $"made{++number}", isReused: false, hasParallelTests: false, Configure);
                return Time(run.Engine.EnsureCreated);
            },
            () =>
            {
                string name = $"hand{++number}";
                try
                {
                    return Time(() =>
                    {
                        Execute(server, $"CREATE DATABASE {name}");
                        using HundredTables context = Context(new NpgsqlConnectionStringBuilder(server) { Database = name, Pooling = false }.ConnectionString);
                        context.Database.MigrateAsync().GetAwaiter().GetResult();
                    });
                }
                finally
                {
                    Execute(server, $"DROP DATABASE {name} WITH (FORCE)");
                }
            });
        yield return Row($"creation by migrations, {where}", figures, MostForCreation);
    }

    private static IEnumerable<string[]> Copies(string where, string server, int rounds)
    {
        using MeasuredRun run = new(server, "source", isReused: false, hasParallelTests: true, Configure);
        run.Engine.EnsureCreated();
        _ = run.Begin(1);
        int worker = 1;
        int number = 0;
        Figures[] figures = Compare(rounds, () => Time(() => run.Begin(++worker)), () => Bare(connects: true), () => Bare(connects: false));
        yield return Row($"a worker's copy with its first session, {where}", [figures[0], figures[1]], MostForCopy);
        yield return Row($"the same; by hand without a session, {where}", [figures[0], figures[2]], most: null);

        Sample Bare(bool connects)
        {
            string name = $"bare{++number}";
            try
            {
                return Time(() =>
                {
                    Execute(server, $"CREATE DATABASE {name} TEMPLATE test_source");
                    if (connects)
                    {
                        using NpgsqlConnection connection = GatewayStage.Open(new NpgsqlConnectionStringBuilder(server) { Database = name, Pooling = false }.ConnectionString);
                    }
                });
            }
            finally
            {
                Execute(server, $"DROP DATABASE {name} WITH (FORCE)");
            }
        }
    }

    private static IEnumerable<string[]> RealCommits(string where, string server, int rounds)
    {
        using MeasuredRun run = new(server, "cloned", isReused: false, hasParallelTests: false, Configure, hasRealCommits: true);
        run.Engine.EnsureCreated();
        int number = 0;
        Figures[] figures = Compare(
            rounds,
            () =>
            {
                // The others take long enough for the copies to be ready again.
                Thread.Sleep(s_refill);
                return Time(() => run.Commit(Insert));
            },
            () =>
            {
                Execute(server, "CREATE DATABASE unguarded TEMPLATE template0");
                try
                {
                    string direct = new NpgsqlConnectionStringBuilder(server) { Database = "unguarded", Pooling = false }.ConnectionString;
                    Execute(direct, "CREATE TABLE table7 (\"Id\" int, \"Name\" text)");
                    return Time(() => Insert(direct));
                }
                finally
                {
                    Execute(server, "DROP DATABASE unguarded WITH (FORCE)");
                }
            },
            () =>
            {
                string name = $"single{++number}";
                return Time(() =>
                {
                    Execute(server, $"CREATE DATABASE {name} TEMPLATE test_cloned_c1");
                    Insert(new NpgsqlConnectionStringBuilder(server) { Database = name, Pooling = false }.ConnectionString);
                    Execute(server, $"DROP DATABASE {name} WITH (FORCE)");
                });
            });
        long added = figures[0].Above(figures[1]);
        yield return GatewayReport.Row(
            $"a test with real commits: connect, insert, copies ready; by hand on a database that is there, {where}", figures[0], figures[1], $"at most {Report.Time(MostForClone)} added", added <= MostForClone);
        yield return Row($"the same; by hand with a copy made and dropped in the test, {where}", [figures[0], figures[2]], most: null);
    }

    private static void Insert(string connectionString)
    {
        using (NUnit.DbGuard.Access.OwnWork.Enter())
        {
            using NpgsqlConnection connection = GatewayStage.Open(connectionString);
            _ = GatewayStage.Execute(connection, "INSERT INTO table7 (\"Id\", \"Name\") VALUES (1000, 'new')");
        }
    }

    private static string[] WarmStart(string server, int rounds)
    {
        using (MeasuredRun run = new(server, "warm", isReused: true, hasParallelTests: false, Configure))
        {
            run.Engine.EnsureCreated();
        }

        Figures[] figures = Compare(rounds, () => Launch("guarded"), () => Launch("unguarded"));
        long added = figures[0].Above(figures[1]);
        return GatewayReport.Row("warm start", figures[0], figures[1], $"at most {Report.Time(MostForWarmStart)} added", added <= MostForWarmStart);

        Sample Launch(string side)
        {
            using Process process = WorkerProcess.Launch("--warm", side, server);
            string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            process.WaitForExit();
            return new Sample(long.Parse(lines[^1], CultureInfo.InvariantCulture), Bytes: 0);
        }
    }

    // Each is too long to be measured many times in a round.
    private static Figures[] Compare(int rounds, params Func<Sample>[] sides)
    {
        Array.ForEach(sides, static side => _ = side());
        List<Sample[]>[] results = [.. sides.Select(static _ => new List<Sample[]>())];
        for (int round = 0; round < rounds; round++)
        {
            for (int step = 0; step < sides.Length; step++)
            {
                int side = round % 2 == 0 ? step : sides.Length - 1 - step;
                results[side].Add([sides[side]()]);
            }
        }

        return [.. results.Select(static samples => new Figures(samples))];
    }

    private static string[] Row(string name, Figures[] figures, double? most)
    {
        double ratio = figures[0].Over(figures[1]);
        return GatewayReport.Row(name, figures[0], figures[1], most is { } limit ? $"ratio at most {Report.Ratio(limit)}" : "–", most is null ? null : ratio <= most);
    }

    private static Sample Time(Action body)
    {
        long start = Stopwatch.GetTimestamp();
        body();
        return new Sample(Sample.ToNanoseconds(Stopwatch.GetTimestamp() - start), Bytes: 0);
    }

    private static void Configure(TestDatabaseBuilder builder) => builder.UseDbContext<HundredTables>(Context);

    private static HundredTables Context(string connectionString) => new(new DbContextOptionsBuilder<HundredTables>().UseNpgsql(connectionString).Options);

    private static void Execute(string server, string sql)
    {
        using NpgsqlConnection connection = GatewayStage.Open(server);
        _ = GatewayStage.Execute(connection, sql);
    }

    private static void Query(string connectionString)
    {
        using NpgsqlConnection connection = GatewayStage.Open(connectionString);
        using NpgsqlCommand command = new("SELECT \"Name\" FROM table7", connection);
        if (command.ExecuteScalar() is not "one")
        {
            throw new InvalidOperationException("The database is not the one that was kept.");
        }
    }
}
