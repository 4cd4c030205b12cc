namespace NUnit.DbGuard.Errors;

/// <summary>Why no throw-away PostgreSQL server runs: codes DBG7020 to DBG7029.</summary>
internal static class PostgresErrors
{
    private const string Install =
        "install the server: 'apt-get install postgresql' (Debian, Ubuntu), 'dnf install postgresql-server' (Fedora, Red Hat), 'apk add postgresql' (Alpine), "
        + "'brew install postgresql' (macOS). ";

    private const string OtherServer = "AddPostgres(name, connectionString) takes any other server, a container's included.";

    public static DatabaseSetUpException NoBinaries(IEnumerable<string> places) =>
        Error(
            "DBG7020",
            "A test needs a PostgreSQL database and no server is named, so one would be started, but its programs 'initdb' and 'postgres' were not found on this machine.",
            Install + OtherServer,
            cause: null,
            ("Tried", string.Join('\n', places)));

    public static DatabaseSetUpException NoBinariesIn(string folder) =>
        Error("DBG7021", $"The folder given for PostgreSQL's programs, {folder}, does not hold both 'initdb' and 'postgres'.", "name the folder that 'pg_config --bindir' prints, or leave it out.");

    public static DatabaseSetUpException NoUnprivilegedUser(string problem) =>
        Error(
            "DBG7022",
            $"PostgreSQL refuses to run as root, and the tests do; no other user can be taken for it: {problem}.",
            "add a user 'postgres' and one of the programs setpriv, runuser and su, or run the tests as another user than root.");

    public static DatabaseSetUpException NotMade(string log) =>
        Error(
            "DBG7023",
            "A throw-away PostgreSQL server could not be started: initdb failed.",
            "mend what the log complains of. " + OtherServer,
            cause: null,
            ("Log", log));

    public static DatabaseSetUpException NotStarted(string log, Exception? cause = null) =>
        Error(
            "DBG7024",
            "A throw-away PostgreSQL server could not be started.",
            "mend what the log complains of. " + OtherServer,
            cause,
            ("Log", log));

    public static DatabaseSetUpException StartTimedOut(TimeSpan limit, string log) =>
        Error(
            "DBG7025",
            $"A throw-away PostgreSQL server did not start within {limit.TotalSeconds:0} s.",
            "see in the log what it waits for, or whether the machine is overloaded. " + OtherServer,
            cause: null,
            ("Log", log));

    public static DatabaseSetUpException NoFolder(string path, Exception cause) =>
        Error(
            "DBG7026",
            $"No folder for a throw-away PostgreSQL server could be made at {path}: {cause.Message}",
            "make that place writable and free space on it, or set TMPDIR to another.",
            cause);

    public static DatabaseSetUpException Ended(string log) =>
        Error(
            "DBG7027",
            "The throw-away PostgreSQL server of this run has ended by itself.",
            "see in the log what ended it; its databases are gone, so start the run again.",
            cause: null,
            ("Log", log));

    public static DatabaseSetUpException Stopped() =>
        Error("DBG7028", "A PostgreSQL database is asked for after the end of the run, when its server has been stopped.", "end whatever still works when the last test is over.");

    public static DatabaseSetUpException NotOnThisSystem() =>
        Error("DBG7029", "Throw-away PostgreSQL servers need a system with a POSIX shell, which Windows is not.", "name a server that runs already: " + OtherServer);

    private static DatabaseSetUpException Error(string code, string happened, string fix, Exception? cause = null, params ReadOnlySpan<(string Label, string? Text)> details) =>
        new(code, GuardText.Compose(code, happened, fix, details), testFullName: null, cause);
}
