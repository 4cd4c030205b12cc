using System.Runtime.Versioning;
using System.Text;
using NUnit.DbGuard.Errors;

namespace NUnit.DbGuard.Postgres.Server;

/// <summary>The folder of one throw-away server: its supervisor, its data, its socket and its log. Only the server's user can enter it.</summary>
/// <remarks>
/// The file <c>owner</c> in it is held open and locked for as long as this process lives, so that a later run can tell a folder in use from one whose
/// run and supervisor were both killed, and remove the latter.
/// </remarks>
internal sealed class ServerDirectory : IDisposable
{
    private const string Prefix = "dbguard-postgres-";
    private const string OwnerFile = "owner";
    private const string ScriptFile = "supervise.sh";
    private const string MemoryFileSystem = "/dev/shm";

    // A new cluster takes 31 MB, its write-ahead log grows to 256 MB, and databases come on top.
    private const long Room = 512 * 1024 * 1024;

    // A socket's whole path has at most 103 characters on macOS and 107 on Linux.
    private const int LongestPath = 103;
    private const int Attempts = 5;

    private static readonly TimeSpan s_abandonedAfter = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_removalLimit = TimeSpan.FromSeconds(30);

    private readonly ServerUser _user;
    private readonly FileStream _owner;

    private ServerDirectory(string path, FileStream owner, ServerUser user)
    {
        Path = path;
        _owner = owner;
        _user = user;
    }

    public string Path { get; }

    /// <summary>The supervisor's script.</summary>
    public string Script => System.IO.Path.Combine(Path, ScriptFile);

    public string Socket => System.IO.Path.Combine(Path, "socket");

    public string Log => System.IO.Path.Combine(Path, "log");

    /// <summary>The file that the postmaster describes its state in.</summary>
    public string PostmasterFile => System.IO.Path.Combine(Path, "data", "postmaster.pid");

    /// <summary>Makes a folder.</summary>
    /// <param name="root">Where; <see langword="null"/>: on a memory file system where there is one with room.</param>
    /// <param name="user">The server's user.</param>
    /// <param name="password">The password for the cluster's superuser.</param>
    /// <exception cref="DatabaseSetUpException">DBG7026: it could not be made.</exception>
    [UnsupportedOSPlatform("windows")]
    public static ServerDirectory Create(string? root, ServerUser user, string password)
    {
        root = System.IO.Path.GetFullPath(root ?? Roots(user).First(HasRoom));
        for (int attempt = 1; ; attempt++)
        {
            string path = System.IO.Path.Combine(root, $"{Prefix}{Environment.ProcessId}-{System.IO.Path.GetRandomFileName().Replace(".", string.Empty, StringComparison.Ordinal)}");
            FileStream? owner = null;
            try
            {
                // CreateDirectory takes one that is there already; the name is too random for that.
                _ = Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                owner = new FileStream(System.IO.Path.Combine(path, OwnerFile), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
                ServerDirectory directory = new(path, owner, user);
                directory.Write(ScriptFile, ReadScript());
                directory.Write("password", ScramVerifier.Of(password));
                user.Own(path);
                return directory;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                owner?.Dispose();
                TryDelete(path);

                // Another run may have taken the folder for abandoned before it was locked.
                if (attempt == Attempts || exception is UnauthorizedAccessException)
                {
                    throw PostgresErrors.NoFolder(path, exception);
                }
            }
        }
    }

    /// <summary>Removes the folders, and ends the servers, of runs that were killed together with their supervisors.</summary>
    public void RemoveAbandoned()
    {
        foreach (string root in Roots(_user).Append(System.IO.Path.GetDirectoryName(Path)!).Distinct(StringComparer.Ordinal))
        {
            string[] folders = Directory.Exists(root) ? Directory.GetDirectories(root, Prefix + "*") : [];
            foreach (string folder in folders.Where(folder => folder != Path))
            {
                try
                {
                    string owner = System.IO.Path.Combine(folder, OwnerFile);
                    if (File.Exists(owner))
                    {
                        // Throws while the process that made it lives.
                        using FileStream held = new(owner, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                        Remove(folder);
                    }
                    else if (DateTime.UtcNow - Directory.GetLastWriteTimeUtc(folder) > s_abandonedAfter && Directory.GetFileSystemEntries(folder) is not null)
                    {
                        Remove(folder);
                    }
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
                {
                    // In use, or another user's.
                }
            }
        }
    }

    /// <summary>Ends what still runs in the folder, and removes it.</summary>
    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Remove(Path);

            // Where only this process may write to the folder above, the server's user could but empty this one.
            TryDelete(Path);
        }

        _owner.Dispose();
    }

    private static IEnumerable<string> Roots(ServerUser user)
    {
        yield return MemoryFileSystem;

        // Another user need not get into this one's folder for temporary files.
        string temporary = System.IO.Path.GetTempPath();
        if (!user.IsOther && System.IO.Path.Combine(temporary, $"{Prefix}4294967295-12345678901", "socket", ".s.PGSQL.5432").Length <= LongestPath)
        {
            yield return System.IO.Path.TrimEndingDirectorySeparator(temporary);
        }

        yield return "/tmp";
    }

    private static bool HasRoom(string root)
    {
        try
        {
            return root != MemoryFileSystem || (Directory.Exists(root) && new DriveInfo(root).AvailableFreeSpace > Room);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }

    private static string ReadScript()
    {
        using StreamReader reader = new(typeof(ServerDirectory).Assembly.GetManifestResourceStream(ScriptFile)!, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static void TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Gone already, or the next run removes it.
        }
    }

    [UnsupportedOSPlatform("windows")]
    private void Write(string name, string text)
    {
        string path = System.IO.Path.Combine(Path, name);
        using (FileStream file = new(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
        }

        _user.Own(path);
    }

    // By the script, as the server's user: a folder that anybody could have put there must not name root's processes or files.
    private void Remove(string folder) => ShortProgram.TryRun(s_removalLimit, _user.Command("sh", "-c", ReadScript(), ScriptFile, "remove", folder));
}
