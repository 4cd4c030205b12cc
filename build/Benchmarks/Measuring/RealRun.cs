using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Microsoft.Data.Sqlite;
using NUnit.DbGuard.Benchmarks.Bodies;
using NUnit.Framework.Api;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Builders;

namespace NUnit.DbGuard.Benchmarks.Measuring;

/// <summary>A real NUnit run of a suite, guarded or not, in a process of its own.</summary>
internal static class RealRun
{
    /// <summary>Runs the suite and writes how long its cycles took, and the whole run.</summary>
    public static void Execute(bool guarded, int tests, TextWriter answers)
    {
        RealSuiteTests.Count = tests;
        RealSuiteTests.Place = guarded ? Place.Configured : Place.Memory;
        if (!guarded)
        {
            _ = Directory.CreateDirectory(Place.Memory.Folder);
            Worker.CreateFileAsync("tables50", Place.Memory.FileOf("tables50")).GetAwaiter().GetResult();
        }

        try
        {
            // Only a builder of whole assemblies reads the assembly's attributes, the guard's among them.
            NUnitTestAssemblyRunner runner = new(guarded ? new DefaultTestAssemblyBuilder() : new FixtureOnly());
            Dictionary<string, object> settings = new() { ["NumberOfTestWorkers"] = 0 };
            _ = runner.Load(Assembly.GetExecutingAssembly(), settings);
            long start = Stopwatch.GetTimestamp();
            ITestResult result = runner.Run(TestListener.NULL, TestFilter.FromXml($"<filter><class>{typeof(RealSuiteTests).FullName}</class></filter>"));
            long elapsed = Sample.ToNanoseconds(Stopwatch.GetTimestamp() - start);
            if (result.PassCount != tests)
            {
                throw new InvalidOperationException($"{result.PassCount} of {tests} tests passed: {result.Message}");
            }

            IEnumerable<long> cycles = RealSuiteTests.Cycles.Select(Sample.ToNanoseconds);
            answers.WriteLine(string.Join(' ', cycles.Prepend(elapsed).Select(static value => value.ToString(CultureInfo.InvariantCulture))));
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Place.Memory.Delete();
        }
    }

    /// <summary>Runs the suite in a new process.</summary>
    /// <returns>The whole run, and each cycle.</returns>
    public static (long Elapsed, long[] Cycles) Start(bool guarded, int tests)
    {
        using Process process = WorkerProcess.Launch("--suite", guarded ? "guarded" : "unguarded", tests.ToString(CultureInfo.InvariantCulture));
        string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        long[] values = [.. lines[^1].Split(' ').Select(static text => long.Parse(text, CultureInfo.InvariantCulture))];
        return (values[0], values[1..]);
    }

    private sealed class FixtureOnly : ITestAssemblyBuilder
    {
        ITest ITestAssemblyBuilder.Build(Assembly assembly, IDictionary<string, object> options)
        {
            TestSuite suite = new("unguarded");
            suite.Add((Test)new DefaultSuiteBuilder().BuildFrom(new TypeWrapper(typeof(RealSuiteTests))));
            return suite;
        }

        ITest ITestAssemblyBuilder.Build(string assemblyNameOrPath, IDictionary<string, object> options) => throw new NotSupportedException();
    }
}
