using Microsoft.Data.Sqlite;
using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Isolation;

namespace NUnit.DbGuard.Sqlite;

/// <summary>The file that holds what a failing test has left, for somebody to look at: in a folder of its own under the temporary one.</summary>
/// <remarks>Such folders are removed a week later, by the next run that makes one.</remarks>
internal static class SqliteFailedState
{
    private const string Prefix = "dbguard-failed-";

    private static readonly TimeSpan s_life = TimeSpan.FromDays(7);

    /// <summary>Keeps what is committed in a copy.</summary>
    /// <returns>A line that says where, or why not.</returns>
    public static string Keep(string database, string test, string file, SqliteCopy copy)
    {
        try
        {
            RemoveOld(Path.GetTempPath());

            // Only this user may enter it.
            string path = Path.Combine(Directory.CreateTempSubdirectory(Prefix).FullName, Path.GetFileName(file));
            copy.CopyTo(path);
            return IsolationErrors.Kept(database, test, path, $"sqlite3 \"{path}\"");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SqliteException)
        {
            return IsolationErrors.NotKept(database, test, exception.Message);
        }
    }

    /// <summary>Removes this user's that are a week old.</summary>
    public static void RemoveOld(string root)
    {
        foreach (string folder in Directory.EnumerateDirectories(root, Prefix + "*").Where(static folder => FolderOwner.Is(folder)))
        {
            try
            {
                if (DateTime.UtcNow - Directory.GetLastWriteTimeUtc(folder) > s_life)
                {
                    Directory.Delete(folder, recursive: true);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // In use, or another user's.
            }
        }
    }
}
