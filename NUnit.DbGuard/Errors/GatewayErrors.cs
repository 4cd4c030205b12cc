using NUnit.DbGuard.Postgres.Gateway.Shared;

namespace NUnit.DbGuard.Errors;

/// <summary>What one shared PostgreSQL session cannot give, and what befell it: codes DBG4xxx.</summary>
internal static class GatewayErrors
{
    public static DatabaseIsolationException Overlap(string database, string? test, string waiting, string blocking, TimeSpan limit) =>
        Error(
            "DBG4001",
            $"Two transactions on database '{database}' overlap: {waiting} waited {limit.TotalSeconds:0.#} s for {blocking}, whose transaction stayed open. Under Isolation = Rollback both are part of the test's one transaction, where one must end inside the other.",
            "end the inner transaction first; if the test needs both at the same time, give it a database of its own: [RequiresDatabase(Isolation = DatabaseIsolation.Clone)].",
            test);

    public static DatabaseIsolationException CommittedWorkUndone(string database, string test, string client, string committed) =>
        Error(
            "DBG4002",
            $"A rollback on database '{database}' undid more than its own work: {client} rolled back a transaction in which {committed} had committed. Under Isolation = Rollback that work was a part of it.",
            "let the other client commit before the transaction begins or after it ends; or use [RequiresDatabase(Isolation = DatabaseIsolation.Clone)].",
            test);

    public static DatabaseIsolationException SessionEnded(string database, string? test, SessionEndedException cause) =>
        Error(
            "DBG4003",
            $"The server session of database '{database}' ended during the test, and all that the test had written is gone with it: {cause.Message}.",
            "see the server's log; if the test ends sessions itself (pg_terminate_backend), use [RequiresDatabase(Isolation = DatabaseIsolation.Clone)].",
            test,
            cause);

    /// <summary>The text for the client: DBG4004.</summary>
    public static string TwoPhase(string database) =>
        GuardText.Compose(
            "DBG4004",
            $"Two-phase commit on database '{database}' cannot be undone by a rollback, so it is refused under Isolation = Rollback.",
            "give the test a database of its own: [RequiresDatabase(Isolation = DatabaseIsolation.Clone)].");

    public static DatabaseIsolationException WorkDidNotStop(string database, string test, string? client, TimeSpan waited) =>
        Error(
            "DBG4005",
            $"A command on database '{database}' still ran {waited.TotalSeconds:0.#} s after '{test}' had ended, and was cancelled.",
            "await or cancel all work before the test returns.",
            test,
            cause: null,
            ("Client", client));

    public static string TransactionLeftOpen(string database, string test, string client, string? begun) =>
        GuardText.Compose(
            "DBG4006",
            $"'{test}' left a transaction on database '{database}' open. It was rolled back.",
            "commit or dispose every transaction that the test begins.",
            ("Client", client),
            ("Begun", begun));

    public static string IsolationLevel(string database, string level) =>
        GuardText.Compose(
            "DBG4007",
            $"A transaction on database '{database}' asked for {level}, and ran at READ COMMITTED: it is part of the test's one transaction.",
            "nothing, if the test does not depend on it; else [RequiresDatabase(Isolation = DatabaseIsolation.Clone)].");

    public static string SequenceMemory(string database, string? statement, string? routine) =>
        GuardText.Compose(
            "DBG4010",
            $"currval() or lastval() was asked on database '{database}' in a test with several connections. They answer for the one server session that all share, not for the connection.",
            "take the value from INSERT … RETURNING; or use [RequiresDatabase(Isolation = DatabaseIsolation.Clone)].",
            ("Statement", GuardText.Sql(statement)),
            ("By", By(routine)));

    public static string Nested(string database, string client, string outer) =>
        GuardText.Compose(
            "DBG4011",
            $"{Capital(client)} worked on database '{database}' while {outer} had a transaction open. Under Isolation = Rollback it worked inside of that: it saw what was not committed yet, and no lock kept it waiting.",
            "nothing, if the test does not depend on it; else commit first, or use [RequiresDatabase(Isolation = DatabaseIsolation.Clone)].");

    public static string SharedTemporaryTables(string database) =>
        GuardText.Compose(
            "DBG4012",
            $"A temporary table was made on database '{database}' in a test with several connections. They share one server session, so all of them see it, and its name is taken for all.",
            "give the tables names of their own; or use [RequiresDatabase(Isolation = DatabaseIsolation.Clone)].");

    public static string SharedAdvisoryLocks(string database, string? statement, string? routine) =>
        GuardText.Compose(
            "DBG4013",
            $"Advisory locks were used on database '{database}' in a test with several connections, in a way that only the server can follow. The connections share one server session, in which no lock excludes another.",
            "call them as SELECT pg_try_advisory_lock(key), one to a statement: those do exclude each other; or use [RequiresDatabase(Isolation = DatabaseIsolation.Clone)].",
            ("Statement", GuardText.Sql(statement)),
            ("By", By(routine)));

    public static string NotNotified(string database, string? statement, string? routine) =>
        GuardText.Compose(
            "DBG4014",
            $"pg_notify() was called on database '{database}' in a way that only the server can follow. It delivers at a COMMIT that never comes under Isolation = Rollback; NOTIFY and SELECT pg_notify('channel', 'payload') are delivered.",
            "call it as SELECT pg_notify(channel, payload) with texts or parameters; or use [RequiresDatabase(Isolation = DatabaseIsolation.Clone)].",
            ("Statement", GuardText.Sql(statement)),
            ("By", By(routine)));

    public static string SessionView(string database, string view, string? statement, string? routine = null) =>
        GuardText.Compose(
            "DBG4017",
            $"{view} was asked on database '{database}'. It answers for the one server session and transaction that all connections of the test share, not for the connection.",
            "nothing, if the test does not depend on it; else [RequiresDatabase(Isolation = DatabaseIsolation.Clone)].",
            ("Statement", GuardText.Sql(statement)),
            ("By", By(routine)));

    public static string OutsideTransaction(string database, string? message) =>
        GuardText.Compose(
            "DBG4016",
            $"A statement on database '{database}' cannot run inside a transaction, and was refused: under Isolation = Rollback the whole test is one.",
            "give the test a database of its own: [RequiresDatabase(Isolation = DatabaseIsolation.Clone)].",
            ("Server", message));

    public static string UnknownSetting(string database, string? statement, string? routine) =>
        GuardText.Compose(
            "DBG4018",
            $"A setting may have been set on database '{database}' in a way that only the server can follow: its name, or whether it is for the transaction only, is computed. Under Isolation = Rollback other connections see it then, and one for the transaction lasts until the test's end.",
            "write out the name, and true or false, in set_config('app.tenant', $1, true), or pass them as parameters; or use [RequiresDatabase(Isolation = DatabaseIsolation.Clone)].",
            ("Statement", GuardText.Sql(statement)),
            ("By", By(routine)));

    public static string TimeStandsStill(string database, string? statement, string? routine) =>
        GuardText.Compose(
            "DBG4019",
            $"now() stood still on database '{database}': several transactions of the test asked for the time at which they began, and under Isolation = Rollback all of them began with the test. This may be why the test failed.",
            "take the time from TimeProvider or clock_timestamp(); or use [RequiresDatabase(Isolation = DatabaseIsolation.Clone)].",
            ("Statement", GuardText.Sql(statement)),
            ("By", By(routine)));

    // A branch may not have been taken, and a trigger may be for another event.
    private static string? By(string? routine) => routine is null ? null : $"{routine}, as its text says";

    private static string Capital(string text) => string.Concat(text[..1].ToUpperInvariant(), text.AsSpan(1));

    public static DatabaseIsolationException ConstraintsOfTwo(string database, string test, string client, string outer) =>
        Error(
            "DBG4008",
            $"Deferred constraints on database '{database}' cannot be told apart: {client} worked inside the open transaction of {outer}, and under Isolation = Rollback both have their constraints checked, or deferred, together.",
            "let the one end before the other begins; or use [RequiresDatabase(Isolation = DatabaseIsolation.Clone)].",
            test);

    public static DatabaseIsolationException NoSession(string database, string? test, Exception cause) =>
        Error(
            "DBG4015",
            $"No session on the server could be opened for database '{database}', so the test cannot use it: {cause.Message}",
            "see in the server's log what has become of it; if it is being restarted, run the test again.",
            test,
            cause);

    public static DatabaseIsolationException Occupied(string database, string test, string holder, TimeSpan limit) =>
        Error(
            "DBG4009",
            $"'{test}' waited {limit.TotalSeconds:0} s for database '{database}', which '{holder}' uses. Tests that reach it by the connection string that is the same for all, or share one-time data, use it one after the other.",
            "give the code under test TestDatabases.Default.ConnectionString, asked for in the test: it leads to the worker's own database; for one-time data, mark the fixture [NonParallelizable] or move the data to Seed().",
            test);

    public static DatabaseIsolationException OtherWorkers(string database, string test, string own, string reached, string? holder, bool isMain) =>
        Error(
            "DBG4020",
            $"'{test}' works in {own}, its own copy of database '{database}', but a connection of it, or of a host that it uses, leads to {reached}{(holder is null ? string.Empty : $", where '{holder}' works now")}. "
            + (isMain ? "That is where the connection string leads which is the same for all tests." : "That is another worker's."),
            "in a test that runs in parallel, give the code under test, and the host that it starts, TestDatabases.Default.ConnectionString, asked for in that test; or let all tests "
            + "share one database, in turns: SharedByWorkers() in Configure().",
            test);

    public static DatabaseIsolationException AnswerNotKept(string database, string test, string client, string folder, Exception cause) =>
        Error(
            "DBG4021",
            $"What database '{database}' answered to a client that does not read it is too much for memory, and could not be written to a temporary file: {cause.Message.TrimEnd('.')}. The client's connection was ended.",
            "make room in the folder for temporary files, or set TMPDIR to another; or have the code under test read its results to the end, or ask for less.",
            test,
            cause,
            ("Client", client),
            ("Folder", folder));

    private static DatabaseIsolationException Error(
        string code, string happened, string fix, string? test, Exception? cause = null, params ReadOnlySpan<(string Label, string? Text)> details) =>
        new(code, GuardText.Compose(code, happened, fix, details), test, cause);
}
