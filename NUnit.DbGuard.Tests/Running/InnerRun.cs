using System.Diagnostics;
using System.Reflection;
using System.Security;
using System.Text;
using System.Xml.Linq;

namespace NUnit.DbGuard.Tests.Running;

/// <summary>A real NUnit run of the inner assembly's fixtures in a process of its own, and what came of it.</summary>
/// <remarks>
/// The fixtures of the inner assembly show what a user sees, so many of them fail on purpose. <see cref="Default"/> runs all that need no special
/// settings once, and is shared by all tests; <see cref="Of"/> runs a selection with settings of its own.
/// </remarks>
internal sealed class InnerRun
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(3);
    private static readonly Lazy<InnerRun> s_default = new(static () => Of("TestCategory!=Separate"));

    private readonly Dictionary<string, InnerResult> _results;

    private InnerRun(Dictionary<string, InnerResult> results, string output, int processId)
    {
        _results = results;
        Output = output;
        ProcessId = processId;
    }

    /// <summary>The run of every fixture that is not of the category <c>Separate</c>.</summary>
    public static InnerRun Default => s_default.Value;

    /// <summary>The assembly of the inner fixtures.</summary>
    public static string InnerAssembly { get; } =
        typeof(InnerRun).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static data => data.Key == "InnerAssembly").Value!;

    /// <summary>What the process wrote.</summary>
    public string Output { get; }

    /// <summary>The process that ran the tests (under VSTest: the one that started it).</summary>
    public int ProcessId { get; }

    public IReadOnlyCollection<InnerResult> Results => _results.Values;

    /// <summary>The results of the tests, without suites.</summary>
    public IEnumerable<InnerResult> Tests => _results.Values.Where(static result => !result.IsSuite);

    /// <summary>The result of one test or suite, by the end of its full name: <c>Fixture.Test</c>.</summary>
    public InnerResult this[string name]
    {
        get
        {
            InnerResult[] found = [.. _results.Values.Where(result => result.FullName == name || result.FullName.EndsWith("." + name, StringComparison.Ordinal))];
            return found.Length == 1 ? found[0] : throw new ArgumentException($"{found.Length} results are called '{name}'. The run wrote:\n{Output}", nameof(name));
        }
    }

    /// <summary>Runs the tests that a filter selects.</summary>
    /// <param name="filter">A filter of <c>dotnet test --filter</c>, such as <c>FullyQualifiedName~SomeFixture</c>.</param>
    /// <param name="environment">Environment variables to set.</param>
    /// <param name="parameters">Parameters of the test run.</param>
    /// <param name="workers">How many NUnit workers; <see langword="null"/>: NUnit's own choice.</param>
    /// <param name="assembly">Another test assembly; <see langword="null"/>: the inner one.</param>
    /// <param name="host">What runs it.</param>
    public static InnerRun Of(
        string filter,
        IReadOnlyDictionary<string, string>? environment = null,
        IReadOnlyDictionary<string, string>? parameters = null,
        int? workers = null,
        string? assembly = null,
        InnerHost host = InnerHost.TestingPlatform)
    {
        assembly ??= InnerAssembly;
        string folder = Directory.CreateTempSubdirectory("dbguard-inner-").FullName;
        try
        {
            string settings = Path.Combine(folder, "inner.runsettings");
            File.WriteAllText(settings, Settings(folder, parameters, workers));
            (string output, int processId) = Run(Command(host, assembly, settings, filter), environment);
            string result = Path.Combine(folder, Path.ChangeExtension(Path.GetFileName(assembly), ".xml"));
            return File.Exists(result)
                ? new InnerRun(Read(XDocument.Load(result)), output, processId)
                : throw new InvalidOperationException($"The inner run wrote no result:\n{output}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Starts such a run of the inner assembly, and kills its process after a while.</summary>
    /// <returns>The process, and whether it still ran.</returns>
    public static (int ProcessId, bool WasKilled) Kill(
        string filter, IReadOnlyDictionary<string, string> environment, IReadOnlyDictionary<string, string> parameters, int workers, TimeSpan after)
    {
        string folder = Directory.CreateTempSubdirectory("dbguard-inner-").FullName;
        try
        {
            string settings = Path.Combine(folder, "inner.runsettings");
            File.WriteAllText(settings, Settings(folder, parameters, workers));
            using Process process = Process.Start(Start(Command(InnerHost.TestingPlatform, InnerAssembly, settings, filter), environment))!;
            process.OutputDataReceived += static (_, _) => { };
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            bool hasEnded = process.WaitForExit(after);
            if (!hasEnded)
            {
                process.Kill();
                Assert.That(process.WaitForExit(s_limit), Is.True);
            }

            return (process.Id, !hasEnded);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Settings(string folder, IReadOnlyDictionary<string, string>? parameters, int? workers)
    {
        StringBuilder text = new();
        text.Append("<RunSettings><NUnit><TestOutputXml>").Append(SecurityElement.Escape(folder)).Append("</TestOutputXml>");
        if (workers is { } number)
        {
            text.Append("<NumberOfTestWorkers>").Append(number).Append("</NumberOfTestWorkers>");
        }

        text.Append("</NUnit><TestRunParameters>");
        foreach ((string name, string value) in parameters ?? new Dictionary<string, string>())
        {
            text.Append("<Parameter name=\"").Append(SecurityElement.Escape(name)).Append("\" value=\"").Append(SecurityElement.Escape(value)).Append("\"/>");
        }

        return text.Append("</TestRunParameters></RunSettings>").ToString();
    }

    // The mounts are the process's own; they end with it.
    private static string[] Command(InnerHost host, string assembly, string settings, string filter) => host switch
    {
        InnerHost.TestingPlatform => ["dotnet", assembly, "--settings", settings, "--filter", filter],
        InnerHost.VsTest => ["dotnet", "vstest", assembly, $"--Settings:{settings}", $"--TestCaseFilter:{filter}"],
        InnerHost.TalkativeVsTest => [.. Command(InnerHost.VsTest, assembly, settings, filter), "--logger:console;verbosity=normal"],
        InnerHost.WithoutRoom =>
        [
            "unshare", "--mount", "sh", "-c",
            """
            mount -t tmpfs -o size=1m tmpfs /dev/shm && mount -t tmpfs -o size=1m tmpfs "$TMPDIR" && exec dotnet "$@"
            """,
            "sh", assembly, "--settings", settings, "--filter", filter,
        ],
        _ => throw new ArgumentOutOfRangeException(nameof(host), host, message: null),
    };

    private static ProcessStartInfo Start(string[] command, IReadOnlyDictionary<string, string>? environment)
    {
        ProcessStartInfo start = new(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string inherited in start.Environment.Keys.Where(static name => name.StartsWith("DBGUARD_", StringComparison.Ordinal)).ToArray())
        {
            _ = start.Environment.Remove(inherited);
        }

        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static (string Output, int ProcessId) Run(string[] command, IReadOnlyDictionary<string, string>? environment)
    {
        using Process process = Process.Start(Start(command, environment))!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(s_limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The inner run did not end within {s_limit}:\n{output.GetAwaiter().GetResult()}");
        }

        return (output.GetAwaiter().GetResult() + error.GetAwaiter().GetResult(), process.Id);
    }

    private static Dictionary<string, InnerResult> Read(XDocument document) =>
        document.Descendants().Where(static element => element.Name.LocalName is "test-case" or "test-suite")
            .Select(InnerResult.Read).DistinctBy(static result => result.Id).ToDictionary(static result => result.Id);
}
