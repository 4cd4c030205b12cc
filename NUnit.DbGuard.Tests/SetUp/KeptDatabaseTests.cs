using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.SetUp;

/// <summary><c>reuse-db</c> and <c>create-db</c>: databases that outlive a run.</summary>
public sealed class KeptDatabaseTests
{
    private static readonly string[] s_all = ["migrated", "modelled", "script", "seeded"];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder()
    {
        _folder = new TemporaryFolder();
        File.WriteAllText(_folder["schema.sql"], "CREATE TABLE notes (id INTEGER); INSERT INTO notes VALUES (1)");
    }

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    [Property("Parity", "F3")]
    [Property("Parity", "F11")]
    [Property("Parity", "F20")]
    public void Reuse_db_keeps_the_databases_and_the_next_run_starts_from_them()
    {
        InnerRun first = Run(("reuse-db", "true"));
        string[] files = [.. _folder.Names];
        InnerRun second = Run(("reuse-db", "true"));

        Assert.That(Outcomes(first), Is.All.EqualTo("Passed"), first.Output);
        Assert.That(Outcomes(second), Is.All.EqualTo("Passed"), second.Output);
        Assert.That(files, Is.EqualTo(new[] { "log", "schema.sql", "test_migrated.db", "test_modelled.db", "test_script.db", "test_seeded.db" }));
        Assert.That(_folder.Names, Is.EqualTo(files));
        Assert.That(Made(), Is.EqualTo(s_all));
        Assert.That(first.Output, Does.Contain($"NUnit.DbGuard: database 'script' is made anew at {_folder["test_script.db"]}: there is none yet."));
        Assert.That(second.Output, Does.Contain($"NUnit.DbGuard: database 'script' is reused from {_folder["test_script.db"]}."));
    }

    [Test]
    [Property("Parity", "F12")]
    [Property("Parity", "D15")]
    public void What_a_test_did_is_not_in_the_kept_database()
    {
        Run(("reuse-db", "true"));
        InnerRun second = Run(("reuse-db", "true"));

        Assert.That(second["KeptDatabaseTests.Script(\"notes\")"].Output, Does.Contain("rows: 1."));
        Assert.That(second["KeptDatabaseTests.Migrated(\"Books\")"].Output, Does.Contain("rows: 1."));
        Assert.That(second["KeptDatabaseTests.Seeded(\"items\")"].Output, Does.Contain("rows: 1."));
    }

    [TestCase("true")]
    [TestCase("false")]
    public void What_a_run_has_left_that_was_killed_while_it_wrote_the_file_is_removed(string reuses)
    {
        string here = $"test_script.db.{Environment.MachineName}";
        string[] others = [$"{here}.{Environment.ProcessId}.tmp", $"{here}.mine.tmp", $"test_script.db.{Environment.MachineName}x.{int.MaxValue}.tmp"];
        foreach (string name in (string[])[.. others, $"{here}.{int.MaxValue}.tmp", $"{here}.{int.MaxValue}.tmp-journal"])
        {
            File.WriteAllText(_folder[name], "left");
        }

        Run(("reuse-db", reuses));

        Assert.That(_folder.Names.Where(static name => name.Contains(".tmp", StringComparison.Ordinal)), Is.EquivalentTo(others));
    }

    [Test]
    public void The_marker_is_not_seen_by_the_code_under_test()
    {
        Run(("reuse-db", "true"));
        InnerRun second = Run(("reuse-db", "true"));

        Assert.That(second["KeptDatabaseTests.Script(\"notes\")"].Output, Does.Contain("own tables: 0."));
    }

    [Test]
    [Property("Parity", "F12")]
    public void A_change_makes_a_database_anew_and_one_line_says_what_changed()
    {
        Run(("reuse-db", "true"));
        File.AppendAllText(_folder["schema.sql"], ";\nINSERT INTO notes VALUES (2)");

        InnerRun changed = RunWith(("INNER_CHANGED", "1"), ("reuse-db", "true"));

        Assert.That(Outcomes(changed), Is.All.EqualTo("Passed"), changed.Output);
        Assert.That(Made(), Is.EqualTo((string[])[.. s_all, .. s_all]));
        Assert.That(Lines(changed), Is.EqualTo(new[]
        {
            $"NUnit.DbGuard: database 'migrated' is made anew at {_folder["test_migrated.db"]}: step 1, the schema of LibraryContext has changed.",
            $"NUnit.DbGuard: database 'modelled' is made anew at {_folder["test_modelled.db"]}: step 1, the schema of NotesContext has changed.",
            $"NUnit.DbGuard: database 'script' is made anew at {_folder["test_script.db"]}: step 1, the script {_folder["schema.sql"]} has changed.",
            $"NUnit.DbGuard: database 'seeded' is made anew at {_folder["test_seeded.db"]}: step 3, the seed of SetUpVariants has changed.",
        }));
        Assert.That(changed["KeptDatabaseTests.Script(\"notes\")"].Output, Does.Contain("rows: 2."));
    }

    [Test]
    [Property("Parity", "F12")]
    public void A_change_from_migrations_to_the_model_makes_it_anew()
    {
        Run(("reuse-db", "true"));

        InnerRun changed = Run(("reuse-db", "true"), ("no-migrations", ""));

        Assert.That(Made(), Is.EqualTo((string[])[.. s_all, "migrated"]));
        Assert.That(changed["KeptDatabaseTests.Migrated(\"Books\")"].Output, Does.Contain("rows: 0."));
    }

    [Test]
    [Property("Parity", "F13")]
    public void Create_db_forces_a_new_one_and_keeps_it_beside_reuse_db()
    {
        Run(("reuse-db", "true"));

        InnerRun forced = Run(("reuse-db", "true"), ("create-db", "true"));

        Assert.That(Made(), Is.EqualTo((string[])[.. s_all, .. s_all]));
        Assert.That(Lines(forced), Has.All.EndsWith(": create-db asks for it."));
        Assert.That(_folder.Names, Does.Contain("test_script.db"));
    }

    [TestCase(false)]
    [TestCase(true)]
    [Property("Parity", "F5")]
    [Property("Parity", "F13")]
    public void Without_reuse_db_nothing_is_left_behind(bool createDatabase)
    {
        InnerRun run = createDatabase ? Run(("create-db", "true")) : Run();

        Assert.That(Outcomes(run), Is.All.EqualTo("Passed"), run.Output);
        Assert.That(Lines(run), Is.Empty);
        Assert.That(_folder.Names, Is.EqualTo(new[] { "log", "schema.sql" }));
    }

    [Test]
    public void Nothing_is_left_in_the_temporary_folders()
    {
        using TemporaryFolder temporary = new();

        InnerRun run = RunWith(("TMPDIR", temporary.Path), ("reuse-db", "true"));

        Assert.That(Outcomes(run), Is.All.EqualTo("Passed"), run.Output);
        Assert.That(temporary.Names.Where(static name => name.StartsWith("dbguard", StringComparison.Ordinal)), Is.Empty);
        Assert.That(Directory.Exists("/dev/shm") ? Directory.GetDirectories("/dev/shm", $"dbguard-sqlite-{run.ProcessId}-*") : [], Is.Empty);
    }

    [Test]
    [Property("Parity", "F30")]
    public void Environment_variables_set_what_parameters_set()
    {
        RunWith(("DBGUARD_REUSE_DB", "true"));

        Assert.That(_folder.Names, Does.Contain("test_script.db"));
    }

    [Test]
    [Property("Parity", "F30")]
    public void Parameters_win_over_environment_variables()
    {
        RunWith(("DBGUARD_REUSE_DB", "true"), ("reuse-db", "false"));

        Assert.That(_folder.Names, Is.EqualTo(new[] { "log", "schema.sql" }));
    }

    [Test]
    [Property("Parity", "F26")]
    public void A_suffix_gives_a_database_of_its_own()
    {
        Run(("reuse-db", "true"));
        Run(("reuse-db", "true"), ("db-suffix", "shard-2"));

        Assert.That(_folder.Names, Does.Contain("test_script.db").And.Contain("test_script_shard-2.db"));
        Assert.That(Made(), Is.EqualTo((string[])[.. s_all, .. s_all]));
    }

    [Test]
    [Property("Parity", "F26")]
    public void An_empty_suffix_is_none()
    {
        Run(("reuse-db", "true"), ("db-suffix", ""));

        Assert.That(_folder.Names, Does.Contain("test_script.db"));
    }

    [Test]
    public void A_kept_database_that_was_damaged_is_not_used()
    {
        Run(("reuse-db", "true"));
        byte[] bytes = File.ReadAllBytes(_folder["test_script.db"]);
        bytes.AsSpan(4096, 4096).Fill(0xA5);
        File.WriteAllBytes(_folder["test_script.db"], bytes);

        InnerRun second = Run(("reuse-db", "true"));

        Assert.That(second["KeptDatabaseTests.Script(\"notes\")"].Message, Does.Contain($"DBG7009: The test database 'script' at {_folder["test_script.db"]} cannot be read ("));
        Assert.That(File.ReadAllBytes(_folder["test_script.db"]), Is.EqualTo(bytes));
    }

    [Test]
    [Property("Parity", "F26")]
    [Property("Parity", "F28")]
    public async Task Two_runs_at_the_same_time_do_not_collide()
    {
        InnerRun[] runs = await Task.WhenAll(
            Task.Run(() => Run(("reuse-db", "true"), ("create-db", "true"))),
            Task.Run(() => Run(("reuse-db", "true"), ("create-db", "true"))));

        Assert.That(runs.SelectMany(Outcomes), Is.All.EqualTo("Passed"));
        Assert.That(_folder.Names, Is.EqualTo(new[] { "log", "schema.sql", "test_migrated.db", "test_modelled.db", "test_script.db", "test_seeded.db" }));
    }

    [TestCase("resue-db", "true", "DBG2004: There is no setting 'resue-db' (test run parameter).\n  Fix:   did you mean 'reuse-db'? Valid are: reuse-db, create-db,")]
    [TestCase("reuse-db", "perhaps", "DBG2005: Setting 'reuse-db' has the value 'perhaps' (test run parameter).\n  Fix:   valid is: true or false (also 1, 0, yes, no, on, off; no value means true).")]
    public void A_wrong_setting_fails_the_tests_that_need_a_database(string name, string value, string expected)
    {
        InnerRun run = InnerRun.Of("FullyQualifiedName~NeedingADatabaseTests", parameters: new Dictionary<string, string> { [name] = value });

        Assert.That(run["NeedingADatabaseTests.Counts_items"].Message, Does.Contain(expected));
        Assert.That(run["NeedingADatabaseTests.Uses_the_second"].Message, Does.Contain(expected));
        Assert.That(run["NeedingADatabaseTests.Needs_none"].Outcome, Is.EqualTo("Passed"));
    }

    private static IEnumerable<string> Outcomes(InnerRun run) => run.Results.Where(static result => result.FullName.Contains("KeptDatabaseTests.", StringComparison.Ordinal)).Select(static result => result.Outcome);

    private static IEnumerable<string> Lines(InnerRun run) =>
        run.Output.Split('\n', StringSplitOptions.TrimEntries).Where(static line => line.StartsWith("NUnit.DbGuard: ", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private string[] Made() => [.. File.ReadAllLines(_folder["log"])];

    private InnerRun Run(params (string Name, string Value)[] parameters) => RunWith(("INNER_CHANGED", "0"), parameters);

    private InnerRun RunWith((string Name, string Value) environment, params (string Name, string Value)[] parameters) => InnerRun.Of(
        "FullyQualifiedName~KeptDatabaseTests",
        new Dictionary<string, string> { ["INNER_SETUP"] = "kept", ["INNER_FOLDER"] = _folder.Path, ["INNER_LOG"] = _folder["log"], [environment.Name] = environment.Value },
        parameters.ToDictionary(static parameter => parameter.Name, static parameter => parameter.Value),
        workers: 1);
}
