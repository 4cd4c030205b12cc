namespace NUnit.DbGuard.Errors;

/// <summary>What is wrong with marks, settings and the set-up of databases: codes DBG2xxx, DBG6xxx and DBG7xxx.</summary>
internal static class SetUpErrors
{
    private const string SetUpFixture =
        "add one class in the test project, outside of every namespace: [SetUpFixture] public class TestDatabaseSetUp : DatabaseSetUpFixture { protected override void Configure(TestDatabaseCatalog databases) => databases.AddSqlite(\"default\", \"Data Source=…\"); }, with the connection string of the code under test; for PostgreSQL, AddPostgres(\"default\").";

    public static DatabaseSetUpException NotInstalled(string test) =>
        Error(
            "DBG2001",
            $"'{test}' carries a mark, but its assembly is not guarded: the package's targets were switched off, so nothing would keep any test from a database.",
            "remove ExcludeAssets/PrivateAssets 'build' from the reference to NUnit.DbGuard and EnableDbGuard=false from the project, or write [assembly: NUnit.DbGuard.GuardDatabases].");

    public static DatabaseSetUpException UnknownDatabase(string name, IEnumerable<string> valid, string? testFullName)
    {
        string[] names = [.. valid];
        string who = testFullName is null ? "The code" : $"The mark of '{testFullName}'";
        string known = names.Length == 0 ? "none is named" : $"named are {GuardText.List(names)}";
        string fix = NearestName.Of(name, names) is { } nearest
            ? $"did you mean '{nearest}'? Otherwise name '{name}' in Configure() of your DatabaseSetUpFixture."
            : $"name '{name}' in Configure() of your DatabaseSetUpFixture.";
        return Error("DBG2002", $"{who} asks for database '{name}', but there is none of that name; {known}.", fix, testFullName);
    }

    public static DatabaseSetUpException BadMark(string place, string problem) =>
        Error("DBG2003", $"[RequiresDatabase] on '{place}' is not valid: {problem}.", "name each database once, none for 'default', or only \"*\" for all.");

    public static DatabaseSetUpException BadBudget(string place, string problem) =>
        Error("DBG2003", $"[CommandBudget] on '{place}' is not valid: {problem}.", "give it 0 statements or more, and MaxRepeats of 1 or more; leave out what may be any number.");

    public static DatabaseSetUpException ContradictoryMark(string place) =>
        Error("DBG2003", $"'{place}' carries both [RequiresDatabase] and [NoDatabase].", "keep one of them.");

    public static DatabaseSetUpException UnknownSetting(string source, string name, IEnumerable<string> valid, string? nearest) =>
        Error(
            "DBG2004",
            $"There is no setting '{name}' ({source}).",
            $"{(nearest is null ? string.Empty : $"did you mean '{nearest}'? ")}Valid are: {string.Join(", ", valid)}.");

    public static DatabaseSetUpException BadSetting(string source, string name, string value, string valid) =>
        Error("DBG2005", $"Setting '{name}' has the value '{value}' ({source}).", $"valid is: {valid}.");

    /// <summary>As <see cref="BadSetting"/>, for a value that is not shown: a part of it may be a password.</summary>
    public static DatabaseSetUpException BadConnectionSetting(string source, string name, string problem) =>
        Error("DBG2005", $"Setting '{name}' has a value that is no connection string ({source}): {problem}.", "valid is: what Npgsql takes, such as 'Host=127.0.0.1;Port=5432;Username=postgres;Password=…'.");

    public static DatabaseSetUpException ContradictorySettings(string first, string second) =>
        Error("DBG2005", $"Settings '{first}' and '{second}' are both on.", "keep one of them.");

    public static DatabaseSetUpException NoContext(string context, string problem, string fix, Exception? cause = null) =>
        Error("DBG6001", $"No {context} could be made: {problem}.", fix, cause: cause);

    public static DatabaseSetUpException NoSetUpFixture(string assembly) =>
        Error("DBG7001", $"A test needs a database, but no set-up fixture of '{assembly}' names one.", SetUpFixture);

    public static DatabaseSetUpException SeveralSetUpFixtures(IEnumerable<string> fixtures) =>
        Error(
            "DBG7002",
            $"Several classes derive from DatabaseSetUpFixture: {GuardText.List(fixtures)}. One names all databases.",
            "move what their Configure() adds into one and delete the others.");

    public static DatabaseSetUpException NotASetUpFixture(string fixture) =>
        Error("DBG7003", $"'{fixture}' derives from DatabaseSetUpFixture but carries no [SetUpFixture], so NUnit does not run it.", $"add [SetUpFixture] to '{fixture}'.");

    public static DatabaseSetUpException ConfigureFailed(string fixture, Exception cause) =>
        Error("DBG7004", $"Configure() of '{fixture}' threw {Describe(cause)}", "mend Configure(); the stack trace of the inner exception says where.", cause: cause);

    public static DatabaseSetUpException StillConfiguring() =>
        Error("DBG7004", "Configure() asked for a database, but it only names them; none is there yet.", "move the access into UseSchema() or Seed().");

    public static DatabaseSetUpException NoName(string name) =>
        Error("DBG7005", $"'{name}' is no name for a database.", "give it a name of its own, such as 'default'; '*' is what a mark writes for all databases.");

    public static DatabaseSetUpException NameTaken(string name, IEnumerable<string> taken) =>
        Error("DBG7005", $"Two databases have the name '{name}'.", $"give each its own name; taken are: {string.Join(", ", taken)}.");

    public static DatabaseSetUpException AliasWithContents(string name, string primary, string target) =>
        Error(
            "DBG7006",
            $"Databases '{primary}' and '{name}' are one, {target}, but '{name}' has a schema or seed of its own.",
            $"put all of them on '{primary}', which is named first; '{name}' is another name for what that makes.");

    public static DatabaseSetUpException StepFailed(string database, string step, Exception cause) =>
        Error(
            "DBG7007",
            $"Database '{database}' could not be created: {step} threw {Describe(cause)}",
            "mend that step; every test that needs this database fails with this error until then, the other tests run.",
            cause: cause);

    public static DatabaseSetUpException OpenAfterCreation(string database, int count) =>
        Error(
            "DBG7007",
            $"Database '{database}' could not be created: its schema or seed left {count} connection(s) open.",
            "dispose every connection and context that the delegates open.");

    public static DatabaseSetUpException ForeignFile(string database, string path, string what) =>
        Error(
            "DBG7008",
            $"The test database '{database}' belongs at {path}, but {what} is there, which NUnit.DbGuard did not make. It was not touched.",
            "if the file is not needed, delete it by hand; otherwise set db-suffix, so that the test database gets another name.");

    public static DatabaseSetUpException CorruptFile(string database, string path, string problem) =>
        Error(
            "DBG7009",
            $"The test database '{database}' at {path} cannot be read ({problem}). It was not touched.",
            "delete the file by hand; the next run makes it anew.");

    public static DatabaseSetUpException NewerMarker(string database, string path, string version) =>
        Error(
            "DBG7010",
            $"The test database '{database}' at {path} was made by a newer NUnit.DbGuard (marker version {version}). It was not touched.",
            "update the package in this project, set db-suffix, or delete the file by hand.");

    public static DatabaseSetUpException NotWritable(string database, string path, Exception cause) =>
        Error(
            "DBG7011",
            $"The test database '{database}' could not be written to {path}: {cause.Message}",
            "make the folder writable and free space on it, or leave out reuse-db, so that the database is kept in a temporary folder (TMPDIR).",
            cause: cause);

    public static DatabaseSetUpException TemporaryNotWritable(string database, string path, Exception cause) =>
        Error(
            "DBG7011",
            $"The test database '{database}' could not be written to {path}: {cause.Message}",
            "make the folder writable and free space on it, or point TMPDIR to one that is writable and has space.",
            cause: cause);

    public static DatabaseSetUpException NoScript(string database, string path) =>
        Error("DBG7012", $"Database '{database}' takes its schema from {path}, but there is no such file.", "add the script to the test project with CopyToOutputDirectory, or correct the path.");

    public static DatabaseSetUpException ScriptNotUtf8(string database, string path, Exception cause) =>
        Error(
            "DBG7012",
            $"Database '{database}' takes its schema from {path}, which is no UTF-8 text.",
            "save the script as UTF-8 (pg_dump --encoding=UTF8); a custom or compressed format of pg_dump's is no script.",
            cause: cause);

    public static DatabaseSetUpException UnknownRelation(string database, string relation, string name, IEnumerable<string> valid)
    {
        string[] names = [.. valid.Where(other => other != database)];
        string known = names.Length == 0 ? "there is no other" : $"named are {GuardText.List(names)}";
        string fix = NearestName.Of(name, names) is { } nearest ? $"did you mean '{nearest}'? Otherwise name '{name}' in Configure()." : $"name '{name}' in Configure().";
        return Error("DBG7013", $"Database '{database}' {relation} '{name}', but there is none of that name; {known}.", fix);
    }

    public static DatabaseSetUpException DependencyCircle(IReadOnlyList<string> path) =>
        Error(
            "DBG7013",
            $"Database '{path[0]}' depends on itself: {string.Join(" → ", path.Select(static name => $"'{name}'"))}. None of them can be made first.",
            "take one DependsOn of the circle away; a mirror, or another name for one file or database, counts as its primary.");

    public static DatabaseSetUpException MirrorCircle(IReadOnlyList<string> path) =>
        Error(
            "DBG7013",
            $"Database '{path[0]}' mirrors itself: {string.Join(" → ", path.Select(static name => $"'{name}'"))}.",
            "let one of them be the primary: take its MirrorOf away.");

    public static DatabaseSetUpException MirrorOfAnotherKind(string database, string primary) =>
        Error(
            "DBG7013",
            $"Database '{database}' mirrors '{primary}', but one is PostgreSQL and the other SQLite.",
            "add both with AddPostgres, or both with AddSqlite.");

    public static DatabaseSetUpException MirrorWithContents(string database, string primary) =>
        Error(
            "DBG7013",
            $"Database '{database}' mirrors '{primary}', but has a schema or seed of its own.",
            $"move them to '{primary}': a mirror shows what its primary holds.");

    public static DatabaseSetUpException DependencyFailed(string database, string dependency, DatabaseGuardException cause) =>
        Error(
            "DBG7014",
            $"Database '{database}' was not made, because '{dependency}', which it depends on, cannot be made: {cause.Message.Split('\n')[0]}",
            "mend that one; the tests that need neither run.",
            cause: cause);

    public static DatabaseSetUpException NameOfApplication(string database, string name) =>
        Error(
            "DBG7015",
            $"The test database '{database}' would be called {name}, which is the application's own. It was not touched.",
            "give WithName another name, or leave it out: then it is 'test_' and the application's name.");

    public static DatabaseSetUpException NoTemplate(string database, string path, Exception cause) =>
        Error(
            "DBG7016",
            $"Database '{database}' begins as a copy of {path}, which cannot be copied: {cause.Message.TrimEnd()}",
            "name a SQLite file that the test process may read; a relative path counts from the test assembly's folder.",
            cause: cause);

    public static DatabaseSetUpException OfPostgresOnly(string database, string what) =>
        Error(
            "DBG7017",
            $"Database '{database}' is of SQLite, which has no {what}.",
            "leave that out, or add the database with AddPostgres.");

    public static DatabaseSetUpException ExistingWith(string database, string what) =>
        Error(
            "DBG7018",
            $"Database '{database}' is to be used as it is (UseExisting), but has {what} beside that.",
            "keep one of them: UseExisting never writes. For a copy that may be changed, use UseTemplate in its place.");

    public static string Describe(Exception cause) => $"{cause.GetType().Name}: {cause.Message.TrimEnd()}";

    private static DatabaseSetUpException Error(string code, string happened, string fix, string? testFullName = null, Exception? cause = null) =>
        new(code, GuardText.Compose(code, happened, fix), testFullName, cause);
}
