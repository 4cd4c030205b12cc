using System.Globalization;
using NUnit.DbGuard.Errors;

namespace NUnit.DbGuard.Postgres.Server;

/// <summary>Finds the folder of PostgreSQL's server programs.</summary>
/// <remarks>
/// In this order: the PATH, because whoever put them there wants those; the folder that <c>pg_config</c> names; the folders that systems install to,
/// where the highest version wins. Debian, for one, puts the clients on the PATH but not the server.
/// </remarks>
/// <param name="path">The PATH.</param>
/// <param name="root">What the systems' own folders lie below: <c>/</c>, except in tests.</param>
internal sealed class PostgresBinariesSearch(string path, string root)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    // The star stands for a version.
    private static readonly (string Folder, string Pattern, string Below)[] s_known =
    [
        ("usr/lib/postgresql", "*", "bin"),
        ("usr", "pgsql-*", "bin"),
        ("usr/lib", "postgresql*", "bin"),
        ("usr/libexec", "postgresql*", ""),
        ("usr/local", "pgsql*", "bin"),
        ("opt/homebrew/opt", "postgresql*", "bin"),
        ("usr/local/opt", "postgresql*", "bin"),
        ("home/linuxbrew/.linuxbrew/opt", "postgresql*", "bin"),
        ("Applications/Postgres.app/Contents/Versions", "*", "bin"),
    ];

    private readonly List<string> _looked = [];

    /// <summary>The search on this machine.</summary>
    public static PostgresBinariesSearch OfMachine() => new(Environment.GetEnvironmentVariable("PATH") ?? string.Empty, "/");

    /// <summary>Finds the folder.</summary>
    /// <param name="given">The folder that the options name; then no other is looked at.</param>
    /// <exception cref="DatabaseSetUpException">DBG7020: there is none. DBG7021: the given one does not hold the programs.</exception>
    public string Find(string? given)
    {
        if (given is not null)
        {
            string folder = Path.GetFullPath(given);
            return HoldsServer(folder) ? folder : throw PostgresErrors.NoBinariesIn(folder);
        }

        _looked.Clear();
        return FindOnPath() ?? FindByPgConfig() ?? FindInKnownFolders() ?? throw PostgresErrors.NoBinaries(_looked);
    }

    private static bool HoldsServer(string folder) => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres"));

    private string? FindOnPath()
    {
        _looked.Add($"the PATH: {path}");
        return ProgramPath.Folders(path).FirstOrDefault(HoldsServer);
    }

    private string? FindByPgConfig()
    {
        if (ProgramPath.Folders(path).Select(static folder => Path.Combine(folder, "pg_config")).FirstOrDefault(File.Exists) is not { } program)
        {
            _looked.Add("pg_config --bindir: no pg_config is on the PATH");
            return null;
        }

        string folder = ShortProgram.TryRun(s_limit, program, "--bindir") is { ExitCode: 0 } result ? result.Output.Trim() : string.Empty;
        _looked.Add($"pg_config --bindir: {(folder.Length > 0 ? folder : "it failed")}");
        return folder.Length > 0 && HoldsServer(folder) ? folder : null;
    }

    private string? FindInKnownFolders()
    {
        List<(decimal Version, string Folder)> found = [];
        foreach ((string folder, string pattern, string below) in s_known)
        {
            string parent = Path.Combine(root, folder);
            _looked.Add(Path.Combine(parent, pattern, below));
            try
            {
                found.AddRange(
                    from candidate in Directory.Exists(parent) ? Directory.EnumerateDirectories(parent, pattern) : []
                    let binaries = Path.Combine(candidate, below)
                    where HoldsServer(binaries)
                    select (VersionIn(Path.GetFileName(candidate)), binaries));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // What the tests' user may not see, it may not run.
            }
        }

        // The order of the folders decides between equals: sorting is stable.
        return found.OrderByDescending(static candidate => candidate.Version).Select(static candidate => candidate.Folder).FirstOrDefault();
    }

    private static decimal VersionIn(string name) =>
        decimal.TryParse(name.AsSpan().TrimStart("postgresqlPGSQL@-"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal version) ? version : 0;
}
