using System.Runtime.Versioning;
using System.Text;
using NUnit.DbGuard.Errors;

namespace NUnit.DbGuard.Postgres.Server;

/// <summary>The folder of one throw-away server: its supervisor, its data, its socket and its log. Only the server's user can enter it.</summary>
/// <remarks>It is locked for as long as this process lives, so that a later run can tell a folder in use from one whose run and supervisor were both killed.</remarks>
internal sealed class ServerDirectory : IDisposable
{
    private const string Prefix = "dbguard-postgres-";
    private const string ScriptFile = "supervise.sh";
    private const string MemoryFileSystem = "/dev/shm";

    // A new cluster takes 31 MB, its write-ahead log grows to 256 MB, and databases come on top.
    private const long Room = 512 * 1024 * 1024;

    // A socket's whole path has at most 103 characters on macOS and 107 on Linux.
    private const int LongestPath = 103;

    private static readonly TimeSpan s_removalLimit = TimeSpan.FromSeconds(30);

    private readonly ServerUser _user;
    private readonly LockedFolder _folder;

    private ServerDirectory(LockedFolder folder, ServerUser user)
    {
        _folder = folder;
        _user = user;
    }

    public string Path => _folder.Path;

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
        try
        {
            LockedFolder folder = LockedFolder.Create(
                root,
                Prefix,
                path =>
                {
                    Write(user, path, ScriptFile, ReadScript());
                    Write(user, path, "password", ScramVerifier.Of(password));
                    user.Own(path);
                });
            return new ServerDirectory(folder, user);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw PostgresErrors.NoFolder(root, exception);
        }
    }

    /// <summary>Removes the folders, and ends the servers, of runs that were killed together with their supervisors.</summary>
    public void RemoveAbandoned()
    {
        foreach (string root in Roots(_user).Append(System.IO.Path.GetDirectoryName(Path)!).Distinct(StringComparer.Ordinal))
        {
            LockedFolder.ForEachAbandoned(root, Prefix, Remove, _user.Number);
        }
    }

    /// <summary>Ends what still runs in the folder, and removes it.</summary>
    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Remove(Path);

            // Where only this process may write to the folder above, the server's user could but empty this one.
            RemoveEmpty(Path);
        }

        _folder.Dispose();
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

    [UnsupportedOSPlatform("windows")]
    private static void Write(ServerUser user, string folder, string name, string text)
    {
        string path = System.IO.Path.Combine(folder, name);
        using (FileStream file = new(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
        }

        user.Own(path);
    }

    // Nothing in it: whoever runs as the server's user could lead root elsewhere meanwhile.
    private static void RemoveEmpty(string folder)
    {
        try
        {
            Directory.Delete(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Gone already, or the next run removes it.
        }
    }

    // By the script, as the server's user: a folder that anybody could have put there must not name root's processes or files.
    private void Remove(string folder) => ShortProgram.TryRun(s_removalLimit, _user.Command("sh", "-c", ReadScript(), ScriptFile, "remove", folder));
}
