using System.Diagnostics;
using System.Globalization;

namespace NUnit.DbGuard.Benchmarks.Measuring;

/// <summary>A worker as the measuring process sees it. While it is not asked, it waits and uses no processor.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private static readonly TimeSpan s_exitLimit = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private WorkerProcess(Process process) => _process = process;

    public static WorkerProcess Start(bool guarded) => new(Launch("--worker", guarded ? "guarded" : "unguarded"));

    /// <summary>Starts this program again.</summary>
    public static Process Launch(params string[] arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", [typeof(WorkerProcess).Assembly.Location, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;

    public Sample[] Ask(string command)
    {
        _process.StandardInput.WriteLine(command);
        _process.StandardInput.Flush();
        string answer = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"The worker ended at '{command}'; its error is above.");
        return [.. answer.Split(' ').Select(static text => text.Split('/')).Select(static pair =>
            new Sample(long.Parse(pair[0], CultureInfo.InvariantCulture), long.Parse(pair[1], CultureInfo.InvariantCulture)))];
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(s_exitLimit))
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
