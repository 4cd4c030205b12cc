using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.SetUp;

/// <summary>A database whose schema or seed fails.</summary>
public sealed class BrokenDatabaseTests
{
    private static readonly Lazy<(InnerRun Run, string[] Log)> s_broken = new(static () =>
    {
        using TemporaryFolder folder = new();
        Dictionary<string, string> environment = new() { ["INNER_SETUP"] = "broken", ["INNER_LOG"] = folder["log"] };
        InnerRun run = InnerRun.Of("FullyQualifiedName~BrokenDatabaseTests|FullyQualifiedName~NeedingADatabaseTests", environment);
        return (run, File.ReadAllLines(folder["log"]));
    });

    [TestCase("Schema_throws", "DBG7007: Database 'schema throws' could not be created: the schema delegate of SetUpVariants threw NotSupportedException: no schema today")]
    [TestCase("Seed_fails", "DBG7007: Database 'seed fails' could not be created: the seed of SetUpVariants threw SqliteException: SQLite Error 19: 'UNIQUE constraint failed: items.name'.")]
    [TestCase("Seed_leaks", "DBG7007: Database 'seed leaks' could not be created: its schema or seed left 1 connection(s) open.")]
    [TestCase("No_script", "DBG7012: Database 'no script' takes its schema from ")]
    [TestCase("No_script", "missing.sql, but there is no such file.")]
    [TestCase("Bad_script", "broken.sql threw SqliteException: line 4: no such table: nots")]
    [TestCase("Reaches_over", "DBG7007: Database 'reaches over' could not be created: the seed of SetUpVariants threw DatabaseAccessBlockedException: DBG1003: The schema or seed of database 'reaches over' opened database 'second'.")]
    [TestCase("No_context", "DBG6001: No PickyContext could be made: it has no public constructor with DbContextOptions<PickyContext> alone.")]
    public void The_test_that_needs_it_says_why(string test, string expected)
    {
        InnerResult result = s_broken.Value.Run[$"BrokenDatabaseTests.{test}"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.Contain(expected));
        Assert.That(result.Message, Does.Contain("\n  Fix:   "));
    }

    [Test]
    [Property("Parity", "F7")]
    public void Every_test_that_needs_it_fails_with_the_root_cause([Range(1, 3)] int number)
    {
        InnerResult result = s_broken.Value.Run[$"BrokenDatabaseTests.Seed_throws({number})"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.StartWith("NUnit.DbGuard.DatabaseSetUpException : DBG7007: Database 'seed throws' could not be created: the seed of SetUpVariants threw InvalidOperationException: the price list is empty"));
        Assert.That(result.Message, Does.Contain("----> System.InvalidOperationException : the price list is empty"));
    }

    [Test]
    [Property("Parity", "F7")]
    public void Its_creation_is_tried_once() => Assert.That(s_broken.Value.Log, Is.EqualTo(new[] { "seed throws" }));

    [Test]
    public void Nothing_of_it_is_left_after_the_run()
    {
        int process = s_broken.Value.Run.ProcessId;

        Assert.That(Directory.GetDirectories(Path.GetTempPath(), $"dbguard-sqlite-{process}-*"), Is.Empty);
        Assert.That(Directory.GetDirectories("/dev/shm", $"dbguard-sqlite-{process}-*"), Is.Empty);
    }

    [TestCase("Needs_none")]
    [TestCase("Uses_the_second")]
    [Property("Parity", "F7")]
    public void Tests_that_do_not_need_it_run(string test) => Assert.That(s_broken.Value.Run[$"NeedingADatabaseTests.{test}"].Outcome, Is.EqualTo("Passed"));
}
