using System.Runtime.InteropServices;

namespace NUnit.DbGuard.Isolation;

/// <summary>Whose a folder is, which .NET does not tell.</summary>
/// <remarks>
/// The folder for temporary files is open to everybody. Whoever deletes there what only bears the right name can be led elsewhere: the other puts a link in the place of
/// a folder that is being deleted, and its names are looked for behind it. In a folder of one's own that nobody else can enter, nobody can.
/// </remarks>
internal static partial class FolderOwner
{
    // linux/fcntl.h, linux/stat.h: AT_FDCWD, AT_SYMLINK_NOFOLLOW, STATX_TYPE | STATX_UID.
    private const int CurrentFolder = -100, NoFollow = 0x100;
    private const uint TypeAndUser = 0x1 | 0x8;

    // sys/stat.h: S_IFMT, S_IFDIR.
    private const int TypeMask = 0xF000, Folder = 0x4000;

    /// <summary>Whether a path is a folder, and no link to one, of a user.</summary>
    /// <param name="path">The path.</param>
    /// <param name="user">The user's number; <see langword="null"/>: this process's.</param>
    /// <returns><see langword="false"/> as well where it cannot be told. On Windows, whose folder for temporary files is each user's own, <see langword="true"/>.</returns>
    public static bool Is(string path, uint? user = null)
    {
        if (OperatingSystem.IsWindows())
        {
            return true;
        }

        try
        {
            return Read(path) is { } found && (found.Mode & TypeMask) == Folder && found.User == (user ?? EffectiveUser());
        }
        catch (Exception exception) when (exception is EntryPointNotFoundException or DllNotFoundException)
        {
            // A C library without statx (musl before 1.2.5), or none of that name.
            return false;
        }
    }

    private static (int Mode, uint User)? Read(string path)
    {
        // struct statx is the same on every machine; of struct stat, that of macOS with 64-bit inodes is.
        Span<byte> status = stackalloc byte[256];
        if (OperatingSystem.IsLinux())
        {
            return StatX(CurrentFolder, path, NoFollow, TypeAndUser, status) == 0 ? (MemoryMarshal.Read<ushort>(status[28..]), MemoryMarshal.Read<uint>(status[20..])) : null;
        }

        if (!OperatingSystem.IsMacOS())
        {
            return null;
        }

        int result = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? LStat64(path, status) : LStat(path, status);
        return result == 0 ? (MemoryMarshal.Read<ushort>(status[4..]), MemoryMarshal.Read<uint>(status[16..])) : null;
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int StatX(int folder, string path, int flags, uint mask, Span<byte> status);

    [LibraryImport("libc", EntryPoint = "lstat", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int LStat(string path, Span<byte> status);

    [LibraryImport("libc", EntryPoint = "lstat$INODE64", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int LStat64(string path, Span<byte> status);
}
