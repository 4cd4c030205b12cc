using System.Diagnostics;
using System.Text;

namespace NUnit.DbGuard.Postgres.Server;

/// <summary>The process that makes the cluster, runs the server and ends both when this process ends, however it ends.</summary>
/// <remarks>
/// It is a small shell script that reads from a pipe. The system closes our end of the pipe when this process is gone, after <c>kill -9</c> too; that is
/// also how it is told to stop, so the way out that matters most is the one taken every time.
/// </remarks>
internal sealed class ServerSupervisor : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;

    private ServerSupervisor(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
    }

    public bool HasEnded => _process.HasExited;

    /// <summary>Whether it ended because the cluster could not be made; once it has ended.</summary>
    public bool FailedToMake => _process.ExitCode == 10;

    /// <summary>Starts the script.</summary>
    /// <exception cref="FileNotFoundException">A program that it needs is missing.</exception>
    public static ServerSupervisor Start(ServerDirectory directory, ServerUser user, string binaries, IEnumerable<string> options)
    {
        string[] script = ["sh", directory.Script, "run", binaries, directory.Path, .. options];

        string[] command = user.CommandInSession(script);
        string program = ProgramPath.Find(command[0]) ?? throw new FileNotFoundException($"There is no program '{command[0]}'.");
        ProcessStartInfo start = new(program, command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            WorkingDirectory = "/",
        };
        ServerEnvironment.Apply(start.Environment);
        Process process = Process.Start(start)!;

        // What the script's own commands complain of has no reader, but must not fill the pipe.
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        return new ServerSupervisor(process);
    }

    /// <summary>What went wrong; once it has ended.</summary>
    public string ReadComplaint(TimeSpan limit) => _output.Wait(limit) ? _output.Result.TrimEnd() : string.Empty;

    /// <summary>Ends the server.</summary>
    /// <param name="limit">How long that may take until all its processes are killed.</param>
    public void Stop(TimeSpan limit)
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(limit))
        {
            _process.Kill(entireProcessTree: true);
            _ = _process.WaitForExit(limit);
        }
    }

    public void Dispose() => _process.Dispose();
}
