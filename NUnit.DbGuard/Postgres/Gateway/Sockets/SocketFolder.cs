using System.Globalization;
using System.Net.Sockets;

namespace NUnit.DbGuard.Postgres.Gateway.Sockets;

/// <summary>A folder with one Unix socket, named as PostgreSQL's clients look for it. Only this process's user can enter it.</summary>
internal sealed class SocketFolder : IDisposable
{
    private const string Prefix = "dbguard-gateway-";

    // A socket's whole path has at most 103 characters on macOS and 107 on Linux.
    private const int LongestPath = 103;

    private readonly LockedFolder _folder;

    private SocketFolder(LockedFolder folder) => _folder = folder;

    /// <summary>What clients take for the host.</summary>
    public string Path => _folder.Path;

    /// <summary>Makes a folder, and listens on a socket in it.</summary>
    /// <param name="root">Where; <see langword="null"/>: the folder for temporary files, if that leaves the path short enough.</param>
    /// <param name="port">The number in the socket's name.</param>
    /// <param name="backlog">How many clients may wait to be accepted.</param>
    /// <param name="listener">The socket. It is the caller's.</param>
    public static SocketFolder Listen(string? root, int port, int backlog, out Socket listener)
    {
        LockedFolder folder = LockedFolder.Create(System.IO.Path.GetFullPath(root ?? Root()), Prefix);
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(System.IO.Path.Combine(folder.Path, SocketName(port))));
            socket.Listen(backlog);
            listener = socket;
            return new SocketFolder(folder);
        }
        catch
        {
            socket.Dispose();
            LockedFolder.TryDelete(folder.Path);
            folder.Dispose();
            throw;
        }
    }

    /// <summary>The name of the socket for a port.</summary>
    public static string SocketName(int port) => string.Create(CultureInfo.InvariantCulture, $".s.PGSQL.{port}");

    /// <summary>Removes what killed processes left behind. The sockets in it answer no more.</summary>
    /// <param name="root">Where, as in <see cref="Listen"/>.</param>
    public static void RemoveAbandoned(string? root) => LockedFolder.ForEachAbandoned(System.IO.Path.GetFullPath(root ?? Root()), Prefix, LockedFolder.TryDelete);

    public void Dispose()
    {
        LockedFolder.TryDelete(Path);
        _folder.Dispose();
    }

    private static string Root()
    {
        string temporary = System.IO.Path.GetTempPath();
        return OperatingSystem.IsWindows() || System.IO.Path.Combine(temporary, $"{Prefix}4294967295-12345678901", SocketName(65_535)).Length <= LongestPath ? temporary : "/tmp";
    }
}
