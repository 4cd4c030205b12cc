using NUnit.DbGuard.Isolation;

namespace NUnit.DbGuard.Sqlite;

/// <summary>The folder of this run's baselines and copies: on a memory file system where there is one with room.</summary>
/// <remarks>
/// The file <c>owner</c> in it is held open for as long as the process lives, so that a later run can tell a folder in use from one that a
/// killed run left behind, and remove the latter.
/// </remarks>
internal sealed class SqliteRunDirectory
{
    private const string Prefix = "dbguard-sqlite-";
    private const string OwnerFile = "owner";
    private const string MemoryFileSystem = "/dev/shm";

    // What a test may write must find room as well; a container's /dev/shm is often 64 MB in all.
    private const long Reserve = 256 * 1024 * 1024;

    private static readonly TimeSpan s_abandonedAfter = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (string Folder, FileStream Owner)> _folders = new(StringComparer.Ordinal);

    /// <summary>The folder for files of a size.</summary>
    /// <param name="bytes">The room that is needed.</param>
    public string For(long bytes) => In(HasRoom(MemoryFileSystem, bytes) ? MemoryFileSystem : Path.GetTempPath());

    /// <summary>The folder for files that are written once.</summary>
    public string OnDisk() => In(Path.GetTempPath());

    /// <summary>Whether a path lies on the memory file system, where nothing needs to be forced to disk.</summary>
    public static bool IsInMemory(string path) => path.StartsWith(MemoryFileSystem + "/", StringComparison.Ordinal);

    /// <summary>Removes what killed runs of this user have left.</summary>
    public static void RemoveAbandoned(string root)
    {
        foreach (string folder in Directory.EnumerateDirectories(root, Prefix + "*").Where(static folder => FolderOwner.Is(folder)))
        {
            string owner = Path.Combine(folder, OwnerFile);
            try
            {
                if (File.Exists(owner))
                {
                    // Throws while the process that made it lives.
                    new FileStream(owner, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
                    TryDelete(folder);
                }
                else if (DateTime.UtcNow - Directory.GetCreationTimeUtc(folder) > s_abandonedAfter)
                {
                    TryDelete(folder);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // In use, or another user's.
            }
        }
    }

    /// <summary>Whether a path lies in one of this run's folders.</summary>
    public bool Contains(string path)
    {
        string? folder = Path.GetDirectoryName(path);
        lock (_lock)
        {
            return folder is not null && _folders.Values.Any(own => string.Equals(own.Folder, folder, SqliteDataSource.PathComparison));
        }
    }

    public void Delete()
    {
        lock (_lock)
        {
            foreach ((string folder, FileStream owner) in _folders.Values)
            {
                owner.Dispose();
                TryDelete(folder);
            }

            _folders.Clear();
        }
    }

    private string In(string root)
    {
        lock (_lock)
        {
            if (!_folders.TryGetValue(root, out (string Folder, FileStream Owner) folder))
            {
                RemoveAbandoned(root);
                folder = Create(root);
                _folders.Add(root, folder);
            }

            return folder.Folder;
        }
    }

    private static bool HasRoom(string root, long bytes)
    {
        try
        {
            return Directory.Exists(root) && new DriveInfo(root).AvailableFreeSpace > (bytes * 2) + Reserve;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }

    private static (string Folder, FileStream Owner) Create(string root)
    {
        string folder = Path.Combine(root, $"{Prefix}{Environment.ProcessId}-{Path.GetRandomFileName().Replace(".", string.Empty, StringComparison.Ordinal)}");
        if (OperatingSystem.IsWindows())
        {
            _ = Directory.CreateDirectory(folder);
        }
        else
        {
            // Test data is nobody else's business.
            _ = Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return (SqliteDataSource.Parse(folder, flags: 0).FullPath, new FileStream(Path.Combine(folder, OwnerFile), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None));
    }

    private static void TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Windows deletes no open file; the next run removes the folder.
        }
    }
}
