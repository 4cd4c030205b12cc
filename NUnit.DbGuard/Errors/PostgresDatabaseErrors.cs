using System.Net.Sockets;
using Npgsql;
using NUnit.DbGuard.Postgres.Databases;
using NUnit.DbGuard.Postgres.Statements;

namespace NUnit.DbGuard.Errors;

/// <summary>Why a test database on PostgreSQL is not made, or not touched: codes DBG7008 to DBG7011 where they mean the same as on SQLite, and DBG7030 to DBG7037.</summary>
internal static class PostgresDatabaseErrors
{
    private const string WhichServer =
        "correct the setting 'postgres' (DBGUARD_POSTGRES) or the connection string in AddPostgres; with neither, a throw-away server is started.";

    public static DatabaseSetUpException BadConnectionString(string database, string problem) =>
        Error(
            "DBG7030",
            $"The connection string of PostgreSQL database '{database}' is not valid: {problem}.",
            "write it as Npgsql does, such as 'Host=127.0.0.1;Username=shop;Password=…;Database=shop', or leave it out: then a throw-away server is started.");

    public static DatabaseSetUpException Foreign(string database, string path, string server) =>
        Error(
            "DBG7008",
            $"The test database '{database}' belongs at {path}, but a database is there, which NUnit.DbGuard did not make. It was not touched.",
            "set db-suffix, so that the test database gets another name. If nobody needs that database, drop it, or allow it to be replaced: "
            + $"COMMENT ON DATABASE {SqlIdentifier.Quote(path)} IS '{DatabaseMarker.Permission}'.",
            null,
            ("Server", server));

    public static DatabaseSetUpException BadMarker(string database, string path, string server) =>
        Error(
            "DBG7009",
            $"The test database '{database}' at {path} cannot be read (its comment begins like our marker, but is not whole). It was not touched.",
            "drop the database by hand; the next run makes it anew.",
            null,
            ("Server", server));

    public static DatabaseSetUpException NewerMarker(string database, string path, int version, string server) =>
        Error(
            "DBG7010",
            $"The test database '{database}' at {path} was made by a newer NUnit.DbGuard (marker version {version}). It was not touched.",
            "update the package in this project, set db-suffix, or drop the database by hand.",
            null,
            ("Server", server));

    public static DatabaseSetUpException NoTemplate(string database, string template, string server, IReadOnlyList<string> sessions, Exception? cause = null) =>
        Error(
            "DBG7016",
            $"Database '{database}' begins as a copy of {template}, which cannot be copied: {(cause is null ? "there is no such database." : Text(cause))}",
            "name a database of this server that nobody is connected to; it must be the user's own, or a template: ALTER DATABASE … IS_TEMPLATE true.",
            cause,
            ("Used by", string.Join('\n', sessions)),
            ("Server", server));

    public static DatabaseSetUpException NoExisting(string database) =>
        Error(
            "DBG7018",
            $"Database '{database}' is to be used as it is (UseExisting), but nothing names its server; a throw-away server would be empty.",
            "give AddPostgres its connection string, or set 'postgres' (DBGUARD_POSTGRES).");

    public static DatabaseSetUpException ExistingNotOpened(string database, string path, string server, Exception cause) =>
        Error(
            "DBG7018",
            $"Database '{database}' is to be used as it is (UseExisting), but {path} cannot be opened: {Text(cause)}",
            "create it, or correct the connection string in AddPostgres or the setting 'postgres' (DBGUARD_POSTGRES).",
            cause,
            ("Server", server));

    public static DatabaseSetUpException Unreachable(string database, string server, Exception cause) =>
        Error(
            "DBG7031",
            $"The test database '{database}' could not be made, because its PostgreSQL server does not answer: {Text(cause)}",
            $"start the server, or {WhichServer}",
            cause,
            ("Server", server));

    public static DatabaseSetUpException NotAuthenticated(string database, string server, Exception cause) =>
        Error(
            "DBG7032",
            $"The test database '{database}' could not be made, because its PostgreSQL server lets nobody in: {Text(cause)}",
            WhichServer,
            cause,
            ("Server", server));

    public static DatabaseSetUpException NoRight(string database, string path, string server, Exception cause) =>
        Error(
            "DBG7033",
            $"The test database '{database}' could not be made at {path}, because the user may not: {Text(cause)}",
            "let the user make databases: ALTER ROLE … CREATEDB. What another user made, only that one or a superuser can replace: drop it by hand, or set db-suffix.",
            cause,
            ("Server", server));

    public static DatabaseSetUpException InUse(string database, string path, string server, IReadOnlyList<string> sessions, Exception? cause = null) =>
        Error(
            "DBG7034",
            $"The test database '{database}' could not be made at {path}, because others use it{(cause is null ? "." : $": {Text(cause)}")}",
            "end these sessions, or set db-suffix, so that the test database gets another name.",
            cause,
            ("Used by", string.Join('\n', sessions)),
            ("Server", server));

    public static DatabaseSetUpException CreationLocked(string database, TimeSpan waited, string server, IReadOnlyList<string> holders) =>
        Error(
            "DBG7035",
            $"The test database '{database}' could not be made: for {waited.TotalSeconds:0} s, another run has been making or dropping a database on this server.",
            "wait until it is done, or end the session that is named here: SELECT pg_terminate_backend(<its number>).",
            null,
            ("Held by", string.Join('\n', holders)),
            ("Server", server));

    public static DatabaseSetUpException NoRoom(string database, string path, string server, Exception cause) =>
        Error(
            "DBG7011",
            $"The test database '{database}' could not be written to {path}: {Text(cause)}",
            "free space on the server's disk. Databases that reuse-db keeps are called test_…, and can be dropped.",
            cause,
            ("Server", server));

    public static DatabaseSetUpException Refused(string database, string path, string server, Exception cause) =>
        Error(
            "DBG7036",
            $"The test database '{database}' could not be made at {path}: {Text(cause)}",
            "mend what the server complains of; its log may say more.",
            cause,
            ("Server", server));

    public static DatabaseSetUpException LooksLikeProduction(string database, string server, string variable, string value) =>
        Error(
            "DBG7037",
            $"No test database '{database}' is made on this server: the environment variable {variable} is '{value}', so the server may hold real data. Nothing was sent to it.",
            $"unset {variable} for the test run, or name a server for tests and set allow-production (DBGUARD_ALLOW_PRODUCTION).",
            null,
            ("Server", server));

    /// <summary>The error for what the server, or the way to it, answered to work of our own.</summary>
    /// <param name="database">The database's name in the catalog.</param>
    /// <param name="path">The test database that the work was about.</param>
    /// <param name="server">Where the server is.</param>
    /// <param name="cause">What was thrown.</param>
    public static DatabaseSetUpException Of(string database, string path, string server, Exception cause) => (cause as PostgresException)?.SqlState switch
    {
        null when IsAboutPassword(cause) => NotAuthenticated(database, server, cause),
        null or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown =>
            Unreachable(database, server, cause),
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => NotAuthenticated(database, server, cause),
        PostgresErrorCodes.InsufficientPrivilege => NoRight(database, path, server, cause),
        PostgresErrorCodes.ObjectInUse => InUse(database, path, server, [], cause),
        PostgresErrorCodes.DiskFull or PostgresErrorCodes.IoError => NoRoom(database, path, server, cause),
        _ => Refused(database, path, server, cause),
    };

    // Npgsql itself finds that it has no password to send.
    private static bool IsAboutPassword(Exception cause) =>
        cause is NpgsqlException and not PostgresException
        && cause.InnerException is not (SocketException or IOException or TimeoutException)
        && cause.Message.Contains("password", StringComparison.OrdinalIgnoreCase);

    private static string Text(Exception cause) =>
        cause is PostgresException refusal ? $"{refusal.MessageText} ({refusal.SqlState})"
        : cause.InnerException is { } inner and (SocketException or IOException) ? inner.Message
        : cause.Message.TrimEnd();

    private static DatabaseSetUpException Error(string code, string happened, string fix, Exception? cause = null, params ReadOnlySpan<(string Label, string? Text)> details) =>
        new(code, GuardText.Compose(code, happened, fix, details), testFullName: null, cause);
}
