namespace NUnit.DbGuard.Postgres.Server;

/// <summary>Finds the machine's programs by name.</summary>
/// <remarks>Left to itself, .NET takes one from the current folder first; as root, that folder must not decide what runs.</remarks>
internal static class ProgramPath
{
    // Where root's programs are, on machines whose users do not have them on the PATH.
    private static readonly string[] s_system = ["/usr/sbin", "/sbin", "/usr/bin", "/bin"];

    /// <summary>The whole path of a program; <see langword="null"/>: it is not there.</summary>
    public static string? Find(string name) =>
        Folders(Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Concat(s_system).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>The folders of a PATH; a relative one means whatever folder the tests run in, and is left out.</summary>
    public static IEnumerable<string> Folders(string path) => path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Where(Path.IsPathRooted);
}
