using NUnit.DbGuard.Commands;

namespace NUnit.DbGuard.Errors;

/// <summary>What cannot be kept apart, or was left behind: codes DBG3xxx and DBG5xxx.</summary>
internal static class IsolationErrors
{
    public static DatabaseIsolationException ForeignKeysViolated(string database, string test, IReadOnlyList<string> rows)
    {
        const int shown = 5;
        string list = string.Join('\n', rows.Take(shown)) + (rows.Count > shown ? $"\nand {rows.Count - shown} more" : string.Empty);
        return Error(
            "DBG3001",
            $"'{test}' left rows in database '{database}' that violate foreign keys. With foreign keys on, its commit would have failed.",
            "write the rows that they point at, or delete them; PRAGMA foreign_keys=OFF only delays the check.",
            test,
            null,
            ("Rows", list));
    }

    public static string ConnectionLeaked(string database, string test, int count, IEnumerable<string> places) =>
        GuardText.Compose(
            "DBG3002",
            $"'{test}' left {count} connection(s) to database '{database}' open. They keep their old copy and cannot reach the next test.",
            "dispose every connection, context and host that the test opens.",
            ("Opened", string.Join('\n', places)));

    public static DatabaseIsolationException SetUpTransactionOpen(string database, string suite, string? place) =>
        Error(
            "DBG3003",
            $"A connection that the one-time set-up of '{suite}' opened to database '{database}' has an open transaction or reader, so its tests have no fixed state to start from.",
            "commit or dispose the transaction and the reader in [OneTimeSetUp]; the connection itself may stay open.",
            suite,
            null,
            ("Opened", place));

    public static DatabaseIsolationException SetUpConnectionBusy(string database, string test, string? place) =>
        Error(
            "DBG3004",
            $"'{test}' left a transaction or a reader open on a connection to database '{database}' that its fixture's one-time set-up opened. The connection is cut off from the following tests.",
            "commit or dispose it in the test; better, open a connection for each test.",
            test,
            null,
            ("Opened", place));

    public static DatabaseIsolationException WorkDidNotStop(string database, string test, TimeSpan waited) =>
        Error(
            "DBG3005",
            $"A command of '{test}' on database '{database}' still ran {waited.TotalSeconds:0} s after the test had ended, and did not heed the interrupt.",
            "await or cancel all work before the test returns.",
            test);

    public static DatabaseIsolationException SetUpNotKept(string database, string suite) =>
        Error(
            "DBG3006",
            $"The one-time set-up of '{suite}' deleted or overwrote the file of database '{database}', or took it out of write-ahead-log mode. What it wrote then cannot be given to its tests.",
            "write rows and tables only in [OneTimeSetUp] (the database is there already, so no EnsureDeleted() is needed); make another schema in Configure() of your DatabaseSetUpFixture.",
            suite);

    public static DatabaseIsolationException OtherThanSetUp(string database, string test, DatabaseIsolation isolation, string suite) =>
        Error(
            "DBG3020",
            $"The mark of '{test}' asks for Isolation = {isolation} on PostgreSQL database '{database}', but the one-time set-up of '{suite}' has used the database under another isolation: what it wrote is in another place.",
            "give the fixture's mark the isolation that its tests need, or move the test to a fixture of its own.",
            test);

    public static DatabaseIsolationException ExistingIsNotWritten(string database, string test, string asked) =>
        Error(
            "DBG3021",
            $"The mark of '{test}' asks for {asked} on database '{database}', which NUnit.DbGuard did not make (UseExisting): it would be changed for good.",
            "leave that out; or let the database be made, as a copy by UseTemplate if need be.",
            test);

    public static DatabaseIsolationException SharedConnection(string database, string test, string? owner) =>
        Error(
            "DBG5001",
            $"'{test}' uses a connection to database '{database}' that is bound to another test's copy{(owner is null ? string.Empty : $", that of '{owner}', which runs at the same time")}.",
            "open a connection in each test, or mark the fixture [NonParallelizable]; for a pooled connection, use TestDatabases.Default.ConnectionString, which is the test's own.",
            test);

    public static DatabaseIsolationException ConnectionOutlived(string database, string test, string opener, string? place) =>
        Error(
            "DBG5002",
            $"'{test}' uses a connection to database '{database}' that was opened in '{opener}', which has ended.",
            "open a connection in each test; open one that several tests share in [OneTimeSetUp].",
            test,
            null,
            ("Opened", place));

    public static DatabaseIsolationException NoCopy(string database, string path, Exception cause) =>
        Error(
            "DBG5003",
            $"No copy of database '{database}' could be made at {path}: {cause.Message} The baseline is unharmed.",
            "free space there, or point TMPDIR to a folder that has some.",
            null,
            cause);

    public static DatabaseIsolationException AttachNotUnderstood(string sql) =>
        Error(
            "DBG5004",
            "ATTACH DATABASE was given an expression, so nothing tells which file is meant.",
            "write the file as a string or as one parameter.",
            null,
            null,
            ("SQL", GuardText.Sql(sql)));

    public static DatabaseSetUpException ProviderNotSupported(string problem, Exception? cause = null) =>
        new(
            "DBG5006",
            GuardText.Compose(
                "DBG5006",
                $"SQLite cannot be guarded: {problem}.",
                "use Microsoft.Data.Sqlite 10 with its bundled SQLitePCLRaw; other bundles work if they name their provider SQLitePCL.SQLite3Provider_<library>."),
            testFullName: null,
            cause);

    public static DatabaseSetUpException NoFile(string database, string connectionString) =>
        new(
            "DBG5007",
            GuardText.Compose(
                "DBG5007",
                $"The connection string of SQLite database '{database}' names no file: {connectionString}",
                "name the file that the code under test uses, such as 'Data Source=shop.db'. In-memory databases need no entry: they are open to every test with a mark."));

    public static DatabaseIsolationException ReadOnlyAttached(string database) =>
        Error(
            "DBG5008",
            $"ATTACH DATABASE named '{database}', which can only be read; SQLite would attach it with the right to write.",
            "open it by a connection of its own, or let MirrorOf leave out readOnly.");

    private static DatabaseIsolationException Error(
        string code, string happened, string fix, string? test = null, Exception? cause = null, params ReadOnlySpan<(string Label, string? Text)> details) =>
        new(code, GuardText.Compose(code, happened, fix, details), test, cause);

    /// <summary>Where what a failing test has left can be looked at.</summary>
    public static string Kept(string database, string test, string where, string command) =>
        $"NUnit.DbGuard: database '{database}': what '{test}' has left in it is kept as {where}. Look at it: {command}";

    /// <summary>Ahead of <see cref="Kept"/>.</summary>
    public static string CommitNotConfirmed(string database, string test, string reason) =>
        $"NUnit.DbGuard: database '{database}': the commit of what '{test}' has left in it was not confirmed, so it may be missing from what is kept: {reason}";

    /// <summary>Ahead of <see cref="Kept"/>.</summary>
    public static string FailedBlockNotKept(string database, string test) =>
        $"NUnit.DbGuard: database '{database}': a transaction that '{test}' left open had failed, so it is not in what is kept.";

    public static DatabaseIsolationException NoSuchTable(string database, string test, string table) =>
        Error(
            "DBG3022",
            $"FlushExcept of PostgreSQL database '{database}' names the table '{table}', which its baseline does not have; '{test}' is the first that would leave it as it is.",
            "write the name as the server has it, with upper and lower case and without quotes: table, or schema.table.",
            test);

    public static string ReaderLeftOpen(string test, int count, IEnumerable<string> places) =>
        GuardText.Compose(
            "DBG3025",
            $"'{test}' left {count} reader(s) or command(s) on PostgreSQL open. What they had not read is lost, and cannot reach the next test.",
            "dispose every reader, and await every command, before the test returns.",
            ("Asked", string.Join('\n', places)));

    public static DatabaseIsolationException OverBudget(string test, int count, int most) =>
        Error(
            "DBG3023",
            $"'{test}' ran {StatementCount.Text(count)}, and may run {most} ([CommandBudget]).",
            "its SQL is listed in its output: load together what is asked for one by one, or give the test a larger budget.",
            test);

    public static DatabaseIsolationException Repeated(string test, RepeatedQuery query, int most) =>
        Error(
            "DBG3024",
            $"'{test}' ran one query {query.Times} times{At(query)}, and may run it {(most == 1 ? "once" : $"{most} times")}.",
            "load all rows by one query (Include, a join, WHERE … IN), or allow more: [CommandBudget(MaxRepeats = …)], or the setting max-repeats.",
            test,
            null,
            ("SQL", ShownSql.Of(query.Sql)));

    public static string RepeatedNote(RepeatedQuery query) =>
        $"NUnit.DbGuard: one query ran {query.Times} times{At(query)}; [CommandBudget(MaxRepeats = …)] or the setting max-repeats would fail the test. {ShownSql.Of(query.Sql)}";

    private static string At(RepeatedQuery query) => query.Places.Count switch
    {
        0 => string.Empty,
        1 => $" at {query.Places[0]}",
        _ => $", most often at {query.Places[0]}",
    };

    public static string NotFlushed(string database, string test, string reason) =>
        $"NUnit.DbGuard: database '{database}': what '{test}' has changed is not put back in place, so the next test with Isolation = Flush begins with a fresh copy: {reason}.";

    public static string NotKept(string database, string test, string reason) =>
        $"NUnit.DbGuard: database '{database}': what '{test}' has left in it is not kept: {reason}";
}
