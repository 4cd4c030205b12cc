namespace NUnit.DbGuard.Postgres.Gateway.Servers;

/// <summary>Where libpq, and Npgsql after it, look for files that a connection string does not name.</summary>
/// <remarks>"Environment Variables" and "SSL Support" in the documentation of libpq.</remarks>
internal static class LibpqFiles
{
    /// <summary>The file that an environment variable names, or the one of that name in the user's folder for PostgreSQL, if it is there.</summary>
    public static string? Find(string variable, string name) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } named
            ? named
            : Existing(OperatingSystem.IsWindows() ? Home("APPDATA", "postgresql", name) : Home("HOME", ".postgresql", name));

    /// <summary>The file of passwords.</summary>
    public static string? FindPasswords() =>
        Environment.GetEnvironmentVariable("PGPASSFILE") is { Length: > 0 } named
            ? named
            : Existing(OperatingSystem.IsWindows() ? Home("APPDATA", "postgresql", "pgpass.conf") : Home("HOME", ".pgpass"));

    private static string? Home(string variable, params ReadOnlySpan<string> below) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } home ? Path.Combine([home, .. below]) : null;

    private static string? Existing(string? file) => File.Exists(file) ? file : null;
}
