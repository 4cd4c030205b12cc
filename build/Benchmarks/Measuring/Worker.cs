using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Microsoft.Data.Sqlite;
using NUnit.DbGuard.Benchmarks.Bodies;
using NUnit.Framework.Api;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace NUnit.DbGuard.Benchmarks.Measuring;

/// <summary>One side of a comparison: a process that runs tests when it is told to, with the guard or without.</summary>
/// <remarks>
/// A test is timed from before the guard's <c>BeforeTest</c> to after its <c>AfterTest</c>, as NUnit calls them; without the guard the same
/// loop runs the same body, and there is no action. The guard is not installed in that process, so nothing of it is in the figures.
/// </remarks>
internal sealed class Worker
{
    private readonly ITestAction? _guard;
    private readonly ITest? _suite;
    private readonly Dictionary<string, ITest> _tests = new(StringComparer.Ordinal);

    private Worker(bool guarded)
    {
        if (!guarded)
        {
            return;
        }

        _guard = new GuardDatabasesAttribute();
        _suite = new DefaultTestAssemblyBuilder().Build(Assembly.GetExecutingAssembly(), new Dictionary<string, object>());
        ITest fixture = Descendants(_suite).First(static test => test.FullName == typeof(MarkedTests).FullName);
        foreach (ITest test in fixture.Tests)
        {
            _tests.Add(test.Name, test);
        }

        new BenchmarkDatabases().NameDatabases();
    }

    /// <summary>Answers commands until there are no more: each is a line, and so is its answer.</summary>
    public static void Serve(bool guarded, TextReader commands, TextWriter answers)
    {
        Worker worker = new(guarded);
        try
        {
            while (commands.ReadLine() is { Length: > 0 } line)
            {
                string[] words = line.Split(' ');
                IEnumerable<Sample> samples = words[0] == "create"
                    ? [worker.Create(words[1], Place.Of(words[2]))]
                    : worker.Run(Scenario.Of(words[1]), Place.Of(words[2]), int.Parse(words[3], CultureInfo.InvariantCulture));
                answers.WriteLine(string.Join(' ', samples.Select(static sample => string.Create(CultureInfo.InvariantCulture, $"{sample.Nanoseconds}/{sample.Bytes}"))));
                answers.Flush();
            }
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Place.Memory.Delete();
            Place.Disk.Delete();
        }
    }

    /// <summary>Makes an ordinary file, as an unguarded suite would.</summary>
    public static async Task CreateFileAsync(string database, string file)
    {
        using SqliteConnection connection = TestBodies.Open(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString);
        await BenchmarkSchema.Of(database).CreateAsync(connection, CancellationToken.None);
        TestBodies.Execute(connection, "PRAGMA journal_mode=WAL");
    }

    private Sample[] Run(Scenario scenario, Place place, int count)
    {
        bool tidies = _guard is null && scenario.UsesDatabase;
        if (tidies && !File.Exists(place.FileOf(scenario.Database)))
        {
            _ = Directory.CreateDirectory(place.Folder);
            CreateFileAsync(scenario.Database, place.FileOf(scenario.Database)).GetAwaiter().GetResult();
        }

        string connectionString = scenario.Database.Length == 0 ? string.Empty : place.ConnectionStringOf(scenario.Database);
        Sample[] samples = new Sample[count];
        for (int i = -1; i < count; i++)
        {
            Sample sample = RunTest(scenario, connectionString);
            TestBodies.CloseLeaked();
            if (tidies)
            {
                TestBodies.Tidy(connectionString);
            }

            // The first test of a round finds the caches of the processor cold, on both sides.
            if (i >= 0)
            {
                samples[i] = sample;
            }
        }

        if (tidies)
        {
            TestBodies.Checkpoint(connectionString);
        }

        return samples;
    }

    private Sample RunTest(Scenario scenario, string connectionString)
    {
        ITest? test = _guard is null ? null : TestFor(scenario.Database);
        if (test is not null)
        {
            Enter(test);
        }

        long bytes = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        _guard?.BeforeTest(test!);
        scenario.Body(connectionString);
        _guard?.AfterTest(test!);
        long end = Stopwatch.GetTimestamp();
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        if (test is not null && TestExecutionContext.CurrentContext.CurrentResult.ResultState.Status == TestStatus.Failed)
        {
            throw new InvalidOperationException(TestExecutionContext.CurrentContext.CurrentResult.Message);
        }

        return new Sample(Sample.ToNanoseconds(end - start), bytes);
    }

    // With the guard: from a run that knows no database yet to the first test's start. Without: the same statements on a new file.
    private Sample Create(string database, Place place)
    {
        long bytes;
        long start;
        if (_guard is not null)
        {
            _guard.AfterTest(_suite!);
            new BenchmarkDatabases().NameDatabases();
            ITest test = TestFor(database);
            Enter(test);
            bytes = GC.GetAllocatedBytesForCurrentThread();
            start = Stopwatch.GetTimestamp();
            _guard.BeforeTest(test);
            Sample made = new(Sample.ToNanoseconds(Stopwatch.GetTimestamp() - start), GC.GetAllocatedBytesForCurrentThread() - bytes);
            _guard.AfterTest(test);
            return made;
        }

        SqliteConnection.ClearAllPools();
        _ = Directory.CreateDirectory(place.Folder);
        string file = place.FileOf("created");
        File.Delete(file);
        bytes = GC.GetAllocatedBytesForCurrentThread();
        start = Stopwatch.GetTimestamp();
        CreateFileAsync(database, file).GetAwaiter().GetResult();
        Sample sample = new(Sample.ToNanoseconds(Stopwatch.GetTimestamp() - start), GC.GetAllocatedBytesForCurrentThread() - bytes);
        File.Delete(file);
        return sample;
    }

    private ITest TestFor(string database) =>
        _tests.Values.Single(test => test.Name.Equals(database.Length == 0 ? nameof(MarkedTests.Unmarked) : database, StringComparison.OrdinalIgnoreCase));

    // What NUnit does before a test's actions, whatever they are.
    private static void Enter(ITest test)
    {
        TestExecutionContext context = new() { CurrentTest = (Test)test, CurrentResult = ((Test)test).MakeTestResult() };
        context.EstablishExecutionEnvironment();
    }

    private static IEnumerable<ITest> Descendants(ITest test) => test.Tests.SelectMany(static child => Descendants(child).Prepend(child));
}
