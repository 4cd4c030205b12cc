using System.Diagnostics;
using System.Reflection;

namespace NUnit.DbGuard.Tests.Postgres.Server;

/// <summary>A process of its own without a guard: it owns a server and can be killed, or sends SQL for a test, which the guard would refuse here.</summary>
internal sealed class ServerOwner : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private ServerOwner(Process process)
    {
        _process = process;
        Folder = ReadLine(process);
        ConnectionString = Path.IsPathRooted(Folder) ? ReadLine(process) : throw new InvalidOperationException(Folder + '\n' + process.StandardOutput.ReadToEnd());
    }

    public static string Assembly { get; } = typeof(ServerOwner).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static data => data.Key == "ServerOwnerAssembly").Value!;

    /// <summary>The folder of its server.</summary>
    public string Folder { get; }

    public string ConnectionString { get; }

    public int Id => _process.Id;

    /// <summary>Starts a process that starts a server.</summary>
    /// <param name="arguments">Its arguments.</param>
    public static ServerOwner Start(params string[] arguments) => StartCommand(["dotnet", Assembly, .. arguments]);

    /// <summary>Starts such a process by a command.</summary>
    public static ServerOwner StartCommand(params string[] command) => new(Launch(command));

    /// <summary>Sends statements over one new connection, and answers with the first value of each, or with the error.</summary>
    public static string[] Query(string connectionString, params string[] statements)
    {
        using Process process = Launch(["dotnet", Assembly, "query"]);
        process.StandardInput.WriteLine(connectionString);
        foreach (string statement in statements)
        {
            process.StandardInput.WriteLine(statement);
        }

        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        WaitForEnd(process);
        return output.Result.TrimEnd('\n').Split('\n');
    }

    /// <summary>Starts statements over one new connection, without waiting for them.</summary>
    public static Process BeginQuery(string connectionString, params string[] statements)
    {
        Process process = Launch(["dotnet", Assembly, "query"]);
        process.StandardInput.WriteLine(connectionString);
        foreach (string statement in statements)
        {
            process.StandardInput.WriteLine(statement);
        }

        return process;
    }

    /// <summary>Reads a line, but does not wait for one forever.</summary>
    public static string ReadLine(Process process)
    {
        Task<string?> line = process.StandardOutput.ReadLineAsync();
        if (line.Wait(s_limit))
        {
            return line.Result ?? throw new InvalidOperationException("The process ended without an answer.");
        }

        process.Kill(entireProcessTree: true);
        throw new TimeoutException("The process did not answer.");
    }

    /// <summary>Ends the process with the signal that nothing can catch, and waits until it is gone.</summary>
    public void Kill()
    {
        _process.Kill();
        WaitForEnd(_process);
    }

    /// <summary>Asks the process to stop its server and to end.</summary>
    public void End()
    {
        _process.StandardInput.Close();
        WaitForEnd(_process);
    }

    public void WaitForEnd() => WaitForEnd(_process);

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            End();
        }

        _process.Dispose();
    }

    private static Process Launch(string[] command) =>
        Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = "/" })!;

    private static void WaitForEnd(Process process)
    {
        if (!process.WaitForExit(s_limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException("The process did not end.");
        }
    }
}
