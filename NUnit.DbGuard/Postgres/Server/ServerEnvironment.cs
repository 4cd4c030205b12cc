namespace NUnit.DbGuard.Postgres.Server;

/// <summary>The environment of the server's programs.</summary>
internal static class ServerEnvironment
{
    // What finds programs and their libraries.
    private static readonly string[] s_ofPrograms = ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"];

    /// <summary>Takes out what would change a cluster from one machine to another and, where root starts another user's programs, what is root's business.</summary>
    public static void Apply(IDictionary<string, string?> environment) => Apply(environment, Environment.IsPrivilegedProcess);

    /// <inheritdoc cref="Apply(IDictionary{string, string?})"/>
    /// <param name="environment">The environment.</param>
    /// <param name="isForOther">Whether the programs may be another user's.</param>
    public static void Apply(IDictionary<string, string?> environment, bool isForOther)
    {
        // All that runs as a user can read its processes' environments, and the tests' own may hold the machine's secrets.
        foreach (string name in environment.Keys.Where(name => isForOther && !s_ofPrograms.Contains(name, StringComparer.Ordinal)).ToArray())
        {
            _ = environment.Remove(name);
        }

        // PGDATA, PGPORT, PGOPTIONS and their like are meant for another server, LANG and LC_… for people.
        foreach (string name in environment.Keys.Where(static name => name.StartsWith("PG", StringComparison.Ordinal) || name.StartsWith("LC_", StringComparison.Ordinal)).ToArray())
        {
            _ = environment.Remove(name);
        }

        _ = environment.Remove("LANG");
        _ = environment.Remove("LANGUAGE");
        environment["LC_ALL"] = "C";

        // The cluster's time zone, which initdb would else guess by comparing the machine's with all that there are.
        environment["TZ"] = "UTC";
    }
}
