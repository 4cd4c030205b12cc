using System.Runtime.InteropServices;

namespace NUnit.DbGuard.Postgres.Server;

/// <summary>What .NET does not offer of the C library.</summary>
internal static partial class UnixNative
{
    /// <summary>Gives a file or folder to a user.</summary>
    /// <exception cref="IOException">The system refused.</exception>
    public static void ChangeOwner(string path, uint user, uint group)
    {
        if (LChown(path, user, group) != 0)
        {
            throw new IOException($"{path} could not be given to user {user}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int LChown(string path, uint owner, uint group);
}
