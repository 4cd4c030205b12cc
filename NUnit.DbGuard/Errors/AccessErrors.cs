using NUnit.DbGuard.Access;

namespace NUnit.DbGuard.Errors;

/// <summary>The refusals: codes DBG1xxx.</summary>
internal static class AccessErrors
{
    private const string MarkFix =
        "put [RequiresDatabase] on the test, its fixture or its assembly; for set-up code only, use DatabaseAccess.Allow().";

    public static DatabaseAccessBlockedException NotMarked(in AccessRequest request, string test) =>
        Blocked("DBG1001", $"'{test}' {Used(request)}, but the test is not marked as needing one.", MarkFix, request, test);

    public static DatabaseAccessBlockedException SuiteNotMarked(in AccessRequest request, string suite) =>
        Blocked("DBG1001", $"The one-time set-up or tear-down of '{suite}' {Used(request)}, but its suite is not marked as needing one.", MarkFix, request, suite);

    public static DatabaseAccessBlockedException InConstructor(in AccessRequest request, string test) =>
        Blocked(
            "DBG1001",
            $"The constructor of '{test}' {Used(request)}. Constructors run before a test's database is there, so they stay closed.",
            "move the access to [SetUp] or [OneTimeSetUp] of a fixture that has [RequiresDatabase].",
            request,
            test);

    public static DatabaseAccessBlockedException AroundTest(in AccessRequest request, string test) =>
        Blocked(
            "DBG1001",
            $"What an extension runs around '{test}' (an IWrapSetUpTearDown, or an ITestAction ahead of ours) {Used(request)}. The test's database is not there yet, or no longer.",
            "move the access to [SetUp] or [TearDown] of a fixture that has [RequiresDatabase], or to an ITestAction on the test or its fixture.",
            request,
            test);

    public static DatabaseAccessBlockedException OutsideTest(in AccessRequest request) =>
        Blocked(
            "DBG1001",
            $"Code outside of every test (a static initialiser, a test case source, or work left over) {Used(request)}.",
            "move the access into a test, [SetUp] or [OneTimeSetUp] that has [RequiresDatabase]; for set-up code only, use DatabaseAccess.Allow().",
            request,
            test: null);

    public static DatabaseAccessBlockedException BackgroundOfMany(in AccessRequest request, IEnumerable<string> tests) =>
        Blocked(
            "DBG1001",
            $"Background work {Used(request)}, but none of the tests that run now is marked as needing one: {GuardText.List(tests)}.",
            "put [RequiresDatabase] on the test that needs that work; if none does, do not start the hosted service, timer or thread in tests.",
            request,
            test: null);

    public static DatabaseAccessBlockedException NotConfigured(in AccessRequest request, string test) =>
        Blocked(
            "DBG1002",
            $"'{test}' opened a database that no set-up fixture names, so it may hold real data.",
            request.Provider switch
            {
                "Npgsql" => "name it in Configure() of your DatabaseSetUpFixture (AddPostgres with this connection string), and make the code under test use TestDatabases.Default.ConnectionString (ExposeAs hands it to hosts).",
                "Microsoft.Data.Sqlite" => "name it in Configure() of your DatabaseSetUpFixture (AddSqlite with this connection string), or make the code under test use TestDatabases.Default.ConnectionString.",
                _ => "put something else in its place in this test: only PostgreSQL and SQLite have test databases, and nothing would undo what is written to another.",
            },
            request,
            test);

    public static DatabaseAccessBlockedException NotNamed(in AccessRequest request, string test, IReadOnlyList<string> named) =>
        Blocked(
            "DBG1003",
            $"'{test}' {Used(request)}, but its mark opens only {GuardText.List(named)}.",
            $"add the name to the mark: [RequiresDatabase({string.Join(", ", named.Append(request.Engine!.Name).Select(static name => $"\"{name}\""))})], or \"*\" for all.",
            request,
            test);

    public static DatabaseAccessBlockedException OtherDatabaseInCreation(in AccessRequest request, string creating) =>
        Blocked(
            "DBG1003",
            $"The schema or seed of database '{creating}' {Used(request)}. While a database is created, only that one is open.",
            "use the connection or the TestDatabase that the delegate is given.",
            request,
            test: null);

    public static DatabaseAccessBlockedException TestEnded(in AccessRequest request, string test) =>
        Blocked(
            "DBG1004",
            $"Work that '{test}' started {Used(request)}, but its test has ended.",
            "await or stop all work before the test returns; start a host that outlives a test in [OneTimeSetUp].",
            request,
            test);

    public static DatabaseAccessBlockedException SuiteEnded(in AccessRequest request, string suite) =>
        Blocked(
            "DBG1004",
            $"Work that the one-time set-up of '{suite}' started {Used(request)}, but that suite is over.",
            "stop it in [OneTimeTearDown]; start a host that several fixtures share in the [OneTimeSetUp] of a [SetUpFixture].",
            request,
            suite);

    public static DatabaseAccessBlockedException ScopeEnded(string scope, string database) =>
        new(
            "DBG1004",
            GuardText.Compose(
                "DBG1004",
                $"Work of '{scope}' used database '{database}', but its test has ended.",
                "await or stop all work before the test returns; start a host that outlives a test in [OneTimeSetUp].",
                ("At", UserFrame.Find())),
            scope);

    public static DatabaseAccessBlockedException RunEnded(string database, string? scope) =>
        new(
            "DBG1004",
            GuardText.Compose(
                "DBG1004",
                $"{(scope is null ? "Work" : $"Work of '{scope}'")} asked for database '{database}', but the run has ended.",
                "await or stop all work before the last test returns; stop a host in [OneTimeTearDown].",
                ("At", UserFrame.Find())),
            scope);

    public static DatabaseAccessBlockedException AmbiguousTest(in AccessRequest request, IEnumerable<string> tests) =>
        Blocked(
            "DBG1005",
            $"Background work {Used(request)}, but several tests that use it run in parallel, and nothing tells whose work this is: {GuardText.List(tests)}.",
            "give the host of each test its own connection string, TestDatabases.Default.ConnectionString, or mark these fixtures [NonParallelizable].",
            request,
            test: null);

    public static DatabaseAccessBlockedException BlockedByScope(in AccessRequest request, string? test) =>
        Blocked(
            "DBG1006",
            $"{(test is null ? "Code" : $"'{test}'")} {Used(request)} inside DatabaseAccess.Block().",
            "this is what Block() is for; if it is not meant, dispose the scope first.",
            request,
            test);

    private static string Used(in AccessRequest request)
    {
        string verb = request.Sql is null ? "opened" : "used";
        return request switch
        {
            { Engine: { } engine } => $"{verb} database '{engine.Name}'",
            { IsPrivate: true } => $"{verb} an in-memory database",
            _ => $"{verb} a database that no set-up fixture names",
        };
    }

    private static DatabaseAccessBlockedException Blocked(string code, string happened, string fix, in AccessRequest request, string? test)
    {
        string? frame = UserFrame.Find();
        string tried = $"{request.Provider}, {request.Target}{(frame is null ? string.Empty : $", at {frame}")}";
        return new DatabaseAccessBlockedException(
            code, GuardText.Compose(code, happened, fix, ("Tried", tried), ("SQL", GuardText.Sql(request.Sql))), test);
    }
}
