using System.ComponentModel;
using System.Diagnostics;

namespace NUnit.DbGuard.Postgres.Server;

/// <summary>A program that answers at once.</summary>
internal static class ShortProgram
{
    /// <summary>Runs a program and takes what it writes.</summary>
    /// <param name="limit">How long it may take; then it is killed.</param>
    /// <param name="program">The program and its arguments.</param>
    /// <returns><see langword="null"/>: it is not there, could not be started, or took too long.</returns>
    public static (int ExitCode, string Output)? TryRun(TimeSpan limit, params string[] program)
    {
        if (ProgramPath.Find(program[0]) is not { } path)
        {
            return null;
        }

        ProcessStartInfo start = new(path, program[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        ServerEnvironment.Apply(start.Environment);
        try
        {
            using Process process = Process.Start(start)!;
            process.StandardInput.Close();
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> error = process.StandardError.ReadToEndAsync();
            if (process.WaitForExit(limit) && Task.WaitAll([output, error], limit))
            {
                return (process.ExitCode, output.Result + error.Result);
            }

            process.Kill(entireProcessTree: true);
            return null;
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
        {
            return null;
        }
    }
}
