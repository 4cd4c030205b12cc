using System.Runtime.Versioning;

namespace NUnit.DbGuard.Tests.Postgres.Server;

/// <summary>A folder for one test, in which the server's user may make its own: it is another user than the tests' where that is root.</summary>
[UnsupportedOSPlatform("windows")]
internal static class ServerRoot
{
    public const UnixFileMode OpenToAll =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    public static string Create()
    {
        string root = Directory.CreateTempSubdirectory("dbguard-server-").FullName;
        File.SetUnixFileMode(root, OpenToAll);
        return root;
    }
}
