namespace NUnit.DbGuard.Postgres.Server;

/// <summary>The environment of the server's programs.</summary>
internal static class ServerEnvironment
{
    /// <summary>Takes out what would change a cluster from one machine to another.</summary>
    public static void Apply(IDictionary<string, string?> environment)
    {
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
