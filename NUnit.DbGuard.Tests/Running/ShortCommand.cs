using System.Diagnostics;

namespace NUnit.DbGuard.Tests.Running;

/// <summary>A program that is run to its end, such as a build.</summary>
internal static class ShortCommand
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);

    /// <summary>Runs it.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="environment">Environment variables to set.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <returns>Its exit code and all that it wrote.</returns>
    /// <exception cref="TimeoutException">It did not end in five minutes, and was ended.</exception>
    public static (int ExitCode, string Output) Run(string folder, IReadOnlyDictionary<string, string> environment, params string[] command)
    {
        ProcessStartInfo start = new(command[0], command[1..]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        foreach (string inherited in start.Environment.Keys.Where(static name => name.StartsWith("DBGUARD_", StringComparison.Ordinal)).ToArray())
        {
            _ = start.Environment.Remove(inherited);
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(s_limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"'{string.Join(' ', command)}' did not end within {s_limit}.");
        }

        return (process.ExitCode, output.GetAwaiter().GetResult() + error.GetAwaiter().GetResult());
    }
}
