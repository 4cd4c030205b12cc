using System.Collections.Concurrent;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace NUnit.DbGuard.Sqlite;

/// <summary>What a name given to <c>sqlite3_open_v2</c> or <c>ATTACH</c> means: a file, or a database that lives in memory.</summary>
/// <param name="IsPrivate">No file: <c>:memory:</c>, a named memory database, or SQLite's own temporary file.</param>
/// <param name="FullPath">The file, without links in its folders; the name itself for a database without a file.</param>
/// <param name="Query">The parameters of a <c>file:</c> URI that still hold for a copy; empty for a plain name.</param>
internal sealed record SqliteDataSource(bool IsPrivate, string FullPath, string Query)
{
    private const string UriScheme = "file:";
    private const string DataDirectoryMacro = "|DataDirectory|";

    private static readonly ConcurrentDictionary<string, string> s_canonical = new(StringComparer.Ordinal);

    public static StringComparison PathComparison { get; } =
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>Reads a name as <c>sqlite3_open_v2</c> does.</summary>
    /// <param name="name">The name.</param>
    /// <param name="flags">The flags it is opened with.</param>
    /// <remarks>"Uniform Resource Identifiers" in SQLite's documentation (uri.html): scheme, authority, path, parameters, escapes.</remarks>
    public static SqliteDataSource Parse(string name, int flags)
    {
        bool isUri = (flags & raw.SQLITE_OPEN_URI) != 0 && name.StartsWith(UriScheme, StringComparison.Ordinal);
        if ((flags & raw.SQLITE_OPEN_MEMORY) != 0 || name.Length == 0 || name == ":memory:")
        {
            return new SqliteDataSource(IsPrivate: true, name, string.Empty);
        }

        if (!isUri)
        {
            return new SqliteDataSource(IsPrivate: false, Canonical(name), string.Empty);
        }

        string rest = name[UriScheme.Length..].Split('#')[0];
        int question = rest.IndexOf('?', StringComparison.Ordinal);
        string path = question < 0 ? rest : rest[..question];
        if (path.StartsWith("//", StringComparison.Ordinal))
        {
            int slash = path.IndexOf('/', 2);
            path = slash < 0 ? string.Empty : path[slash..];
        }

        string[] parameters = question < 0 ? [] : rest[(question + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries);
        path = Uri.UnescapeDataString(path).Split('\0')[0];
        if (path.Length == 0 || path == ":memory:" || parameters.Any(static parameter => Uri.UnescapeDataString(parameter) == "mode=memory"))
        {
            return new SqliteDataSource(IsPrivate: true, name, string.Empty);
        }

        // A copy is not immutable: its rows are in its write-ahead log, which 'immutable' would skip, and which needs locks.
        IEnumerable<string> kept = parameters.Where(static parameter => Uri.UnescapeDataString(parameter).Split('=')[0] is not ("immutable" or "nolock"));
        return new SqliteDataSource(IsPrivate: false, Canonical(path), string.Join('&', kept));
    }

    /// <summary>Reads the file that a connection string names, as Microsoft.Data.Sqlite does.</summary>
    /// <returns>A source that is private when the string names no file.</returns>
    public static SqliteDataSource Of(SqliteConnectionStringBuilder connectionString)
    {
        string name = connectionString.DataSource;
        bool isUri = name.StartsWith(UriScheme, StringComparison.Ordinal);
        int flags = (connectionString.Mode == SqliteOpenMode.Memory ? raw.SQLITE_OPEN_MEMORY : 0) | (isUri ? raw.SQLITE_OPEN_URI : 0);
        if (!isUri && name.Length > 0 && name != ":memory:" && AppDomain.CurrentDomain.GetData("DataDirectory") is string { Length: > 0 } folder)
        {
            name = name.StartsWith(DataDirectoryMacro, StringComparison.OrdinalIgnoreCase)
                ? Path.Combine(folder, name[DataDirectoryMacro.Length..])
                : Path.Combine(folder, name);
        }

        return Parse(name, flags);
    }

    /// <summary>Whether the URI asks for another file system layer, of whose locks and files nothing is known.</summary>
    public bool NamesLayer => Query.Split('&').Any(static parameter => Uri.UnescapeDataString(parameter).StartsWith("vfs=", StringComparison.Ordinal));

    public bool SamePath(SqliteDataSource other) => string.Equals(FullPath, other.FullPath, PathComparison);

    /// <summary>The name under which a copy is opened in place of this source.</summary>
    public string NameFor(string copy)
    {
        if (Query.Length == 0)
        {
            return copy;
        }

        // "file:///": an empty authority. With two slashes the first folder would be taken for a host.
        string path = copy.Replace('\\', '/');
        StringBuilder name = new(UriScheme);
        name.Append(path.StartsWith('/') ? "//" : "///").AppendJoin('/', path.Split('/').Select(Uri.EscapeDataString));
        return name.Append('?').Append(Query).ToString();
    }

    // One file must have one name, whatever links lead to it. Links do not change under a running test.
    private static string Canonical(string path) => path.Contains('\0', StringComparison.Ordinal) ? path : s_canonical.GetOrAdd(Path.GetFullPath(path), static full =>
    {
        string root = Path.GetPathRoot(full) ?? string.Empty;
        string resolved = root;
        foreach (string part in full[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            resolved = Path.Combine(resolved, part);
            try
            {
                if (File.ResolveLinkTarget(resolved, returnFinalTarget: true) is { } target)
                {
                    resolved = target.FullName;
                }
            }
            catch (IOException)
            {
                // A link that leads nowhere is kept as it is written.
            }
        }

        return resolved;
    });
}
