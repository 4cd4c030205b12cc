using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace NUnit.DbGuard.Tests.Postgres.Server;

/// <summary>A process that belongs to a server's folder: the supervisor's shells, the postmaster and its children.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Command">Its command line.</param>
/// <param name="User">The number of its effective user.</param>
internal sealed record ServerProcess(int Id, string Command, int User)
{
    public bool IsSupervisor => Command.StartsWith("sh ", StringComparison.Ordinal);

    public bool IsPostmaster => Command.Contains("/postgres -D ", StringComparison.Ordinal);

    /// <summary>The processes of a folder, whether or not it is still there.</summary>
    public static IReadOnlyList<ServerProcess> Of(string folder) => [.. Directory.EnumerateDirectories("/proc").Select(process => TryRead(process, folder)).OfType<ServerProcess>()];

    /// <summary>The number of the process that is the server.</summary>
    public static int Postmaster(string folder) => Of(folder).First(static process => process.IsPostmaster).Id;

    /// <summary>Its environment; empty: it has ended, or is not to be read.</summary>
    public string ReadEnvironment()
    {
        try
        {
            return File.ReadAllText($"/proc/{Id}/environ");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }

    /// <summary>Sends the signal that nothing can catch.</summary>
    public void Kill() => Signal("KILL", Id);

    /// <summary>Sends a signal to processes, all at once.</summary>
    public static void Signal(string signal, params IEnumerable<int> processes)
    {
        using Process kill = Process.Start("kill", ["-s", signal, "--", .. processes.Select(static process => process.ToString(CultureInfo.InvariantCulture))]);
        Assert.That(kill.WaitForExit(TimeSpan.FromSeconds(10)), Is.True);
    }

    private static ServerProcess? TryRead(string process, string folder)
    {
        if (!int.TryParse(Path.GetFileName(process), NumberStyles.None, CultureInfo.InvariantCulture, out int id))
        {
            return null;
        }

        try
        {
            string command = Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(process, "cmdline"))).Replace('\0', ' ');
            string home = new FileInfo(Path.Combine(process, "cwd")).LinkTarget ?? string.Empty;
            if (!home.StartsWith(folder, StringComparison.Ordinal) && !command.Contains(folder, StringComparison.Ordinal))
            {
                return null;
            }

            string user = File.ReadLines(Path.Combine(process, "status")).First(static line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[2];
            return new ServerProcess(id, command, int.Parse(user, CultureInfo.InvariantCulture));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            // It has ended meanwhile, or is another user's.
            return null;
        }
    }
}
