using Microsoft.Data.Sqlite;
using NUnit.DbGuard.Sqlite;
using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Sqlite;

/// <summary><c>keep-db</c> on SQLite: what the first failing test has left is a file that can be looked at.</summary>
public sealed class KeptFailureTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    [Property("Security", "S11")]
    public void The_first_failing_tests_state_is_kept_as_one_file_and_its_output_says_where()
    {
        InnerRun run = Run("FailingTests", ("keep-db", "true"));

        string folder = KeptFolders().Single();
        string file = Path.Combine(folder, "inner.db");
        Assert.That(run["FailingTests.Fails"].Output, Does.Contain($"has left in it is kept as {file}. Look at it: sqlite3 \"{file}\""));
        Assert.That(Directory.GetFiles(folder), Is.EqualTo(new[] { file }));
        Assert.That(OperatingSystem.IsWindows() || File.GetUnixFileMode(folder) == (UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute), Is.True, "Nobody else can enter.");
        Assert.That(Names(file), Is.EqualTo(new[] { "seeded", "committed" }));
    }

    [Test]
    public void The_next_tests_start_from_the_baseline_and_only_one_is_kept()
    {
        InnerRun run = Run("FailingTests", ("keep-db", "true"));

        Assert.That(run["FailingTests.Finds_the_baseline"].Outcome, Is.EqualTo("Passed"), run["FailingTests.Finds_the_baseline"].Message);
        Assert.That(run["FailingTests.Fails_as_well"].Message, Does.StartWith("as it is meant to"));
        Assert.That(run["FailingTests.Fails_as_well"].Output, Does.Not.Contain("is kept"));
        Assert.That(KeptFolders(), Has.Length.EqualTo(1));
    }

    [Test]
    public void What_the_suite_has_written_is_kept_with_it()
    {
        Run("FailingOnSuiteDataTests", ("keep-db", "true"));

        Assert.That(Names(Path.Combine(KeptFolders().Single(), "inner.db")), Is.EqualTo(new[] { "seeded", "of the suite", "committed" }));
    }

    [Test]
    public void Without_the_setting_nothing_is_kept()
    {
        InnerRun run = Run("FailingTests");

        Assert.That(run["FailingTests.Fails"].Output, Does.Not.Contain("kept"));
        Assert.That(KeptFolders(), Is.Empty);
    }

    private InnerRun Run(string fixture, params (string Name, string Value)[] parameters) => InnerRun.Of(
        $"FullyQualifiedName~Situations.{fixture}",
        new Dictionary<string, string> { ["TMPDIR"] = _folder.Path },
        parameters.ToDictionary(static parameter => parameter.Name, static parameter => parameter.Value),
        workers: 1);

    private string[] KeptFolders() => Directory.GetDirectories(_folder.Path, "dbguard-failed-*");

    private static List<string> Names(string file)
    {
        using SqliteConnection connection = SqliteBypass.Open(file, SqliteOpenMode.ReadOnly);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT name FROM items ORDER BY id";
        using SqliteDataReader reader = command.ExecuteReader();
        List<string> names = [];
        while (reader.Read())
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }
}
