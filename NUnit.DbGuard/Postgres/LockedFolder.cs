using NUnit.DbGuard.Isolation;

namespace NUnit.DbGuard.Postgres;

/// <summary>A folder that only this process's user can enter, and by which a later run can tell whether this process still lives.</summary>
/// <remarks>
/// The file <c>owner</c> in it is held open and locked until <see cref="Dispose"/> or the end of the process, however it ends: whoever can open it
/// finds a folder that nobody needs any more, and may remove it.
/// </remarks>
internal sealed class LockedFolder : IDisposable
{
    private const string OwnerFile = "owner";
    private const int Attempts = 5;

    private static readonly TimeSpan s_abandonedAfter = TimeSpan.FromHours(1);

    private readonly FileStream _owner;

    private LockedFolder(string path, FileStream owner)
    {
        Path = path;
        _owner = owner;
    }

    public string Path { get; }

    /// <summary>Makes a folder.</summary>
    /// <param name="root">Where.</param>
    /// <param name="prefix">What its name begins with; this process's number and random characters follow.</param>
    /// <param name="fill">Puts more into it. What it throws undoes the folder.</param>
    /// <exception cref="IOException">It could not be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be made there.</exception>
    public static LockedFolder Create(string root, string prefix, Action<string>? fill = null)
    {
        for (int attempt = 1; ; attempt++)
        {
            string path = System.IO.Path.Combine(root, $"{prefix}{Environment.ProcessId}-{System.IO.Path.GetRandomFileName().Replace(".", string.Empty, StringComparison.Ordinal)}");
            FileStream? owner = null;
            try
            {
                // CreateDirectory takes one that is there already; the name is too random for that.
                _ = OperatingSystem.IsWindows()
                    ? Directory.CreateDirectory(path)
                    : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                owner = new FileStream(System.IO.Path.Combine(path, OwnerFile), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
                fill?.Invoke(path);
                return new LockedFolder(path, owner);
            }
            catch (IOException) when (attempt < Attempts)
            {
                // Another run may have taken the folder for abandoned before it was locked.
                owner?.Dispose();
                TryDelete(path);
            }
            catch
            {
                owner?.Dispose();
                TryDelete(path);
                throw;
            }
        }
    }

    /// <summary>Calls <paramref name="remove"/> with each folder whose process has ended without removing it.</summary>
    /// <param name="root">Where to look.</param>
    /// <param name="prefix">What the folders' names begin with.</param>
    /// <param name="remove">Removes the folder; meanwhile nobody else takes it for abandoned.</param>
    /// <param name="user">Whose the folders are; <see langword="null"/>: this process's user's. Another's are left alone.</param>
    public static void ForEachAbandoned(string root, string prefix, Action<string> remove, uint? user = null)
    {
        string[] folders = Directory.Exists(root) ? Directory.GetDirectories(root, prefix + "*") : [];
        foreach (string folder in folders.Where(folder => FolderOwner.Is(folder, user)))
        {
            try
            {
                string owner = System.IO.Path.Combine(folder, OwnerFile);
                if (File.Exists(owner))
                {
                    // Throws while the process that made it lives, this one included.
                    using FileStream held = new(owner, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                    remove(folder);
                }
                else if (DateTime.UtcNow - Directory.GetLastWriteTimeUtc(folder) > s_abandonedAfter && Directory.GetFileSystemEntries(folder) is not null)
                {
                    remove(folder);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // In use, or another user's.
            }
        }
    }

    /// <summary>Deletes a folder with all that is in it, if that is possible.</summary>
    public static void TryDelete(string folder)
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

    /// <summary>Gives up the lock. The folder itself stays, unless it was deleted before.</summary>
    public void Dispose() => _owner.Dispose();
}
