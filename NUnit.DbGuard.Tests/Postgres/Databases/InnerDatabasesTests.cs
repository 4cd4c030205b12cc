using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Postgres.Databases;

/// <summary>Test databases on PostgreSQL in a real run: who may use which, and what is left of them.</summary>
public sealed class InnerDatabasesTests
{
    private static readonly Lazy<(InnerRun Run, string[] Made)> s_run = new(static () =>
    {
        using TemporaryFolder folder = new();
        InnerRun run = InnerRun.Of(
            "FullyQualifiedName~PostgresDatabasesTests",
            new Dictionary<string, string> { ["INNER_SETUP"] = "postgres", ["INNER_LOG"] = folder["log"], ["DBGUARD_POSTGRES"] = DatabasesServer.ConnectionString },
            workers: 1);
        return (run, File.ReadAllLines(folder["log"]));
    });

    [TestCase("Reads_what_migrations_made")]
    [TestCase("Reads_by_the_driver_alone")]
    [TestCase("Reads_what_the_model_and_the_seed_made")]
    [TestCase("Runs_a_command_with_a_mark")]
    [TestCase("Runs_a_command_where_it_is_allowed")]
    [TestCase("Is_refused_within_Block")]
    [Property("Parity", "F4")]
    [Property("Parity", "F14")]
    public void Is_open(string test)
    {
        InnerResult result = Result(test);

        Assert.That(result.Outcome, Is.EqualTo("Passed"), result.Message);
    }

    [TestCase("Opens_without_a_mark", "DBG1001", "opened database 'default', but the test is not marked")]
    [TestCase("Opens_asynchronously_without_a_mark", "DBG1001", "opened database 'default', but the test is not marked")]
    [TestCase("Queries_through_a_context_without_a_mark", "DBG1001", "opened database 'default', but the test is not marked")]
    [TestCase("Runs_a_command_without_a_mark", "DBG1001", "used database 'default', but the test is not marked")]
    [TestCase("Opens_with_a_mark_for_another", "DBG1003", "opened database 'default', but its mark opens only 'other'")]
    [TestCase("Queries_through_a_context_with_a_mark_for_another", "DBG1003", "opened database 'default', but its mark opens only 'other'")]
    [TestCase("Opens_the_servers_own_database", "DBG1002", "opened a database that no set-up fixture names, so it may hold real data.")]
    [TestCase("Queries_a_database_of_the_same_name_on_another_server", "DBG1002", "opened a database that no set-up fixture names, so it may hold real data.")]
    [Property("Parity", "A6")]
    public void Is_refused(string test, string code, string text)
    {
        InnerResult result = Result(test);

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.StartWith($"NUnit.DbGuard.DatabaseAccessBlockedException : {code}: ").And.Contains(text));
    }

    [Test]
    [Property("Parity", "F1")]
    [Property("Parity", "F2")]
    public void Each_is_made_once_when_a_test_needs_it()
    {
        Assert.That(s_run.Value.Made.Take(1), Is.EqualTo(["default"]));
        Assert.That(s_run.Value.Made, Is.Unique);
    }

    [Test]
    public void Nothing_is_left_after_the_run()
    {
        _ = s_run.Value;

        Assert.That(DatabasesServer.Run("SELECT count(*) FROM pg_database WHERE datname IN ('test_default', 'test_other', 'test_unused')"), Is.Zero);
    }

    [Test]
    public void Without_a_server_a_throw_away_one_is_shared_and_reuse_db_says_that_it_keeps_nothing()
    {
        InnerRun run = InnerRun.Of(
            "FullyQualifiedName~PostgresDatabasesTests.Reads",
            new Dictionary<string, string> { ["INNER_SETUP"] = "postgres" },
            new Dictionary<string, string> { ["reuse-db"] = "true" },
            workers: 1);

        Assert.That(run.Tests.Select(static test => test.Outcome), Is.All.EqualTo("Passed").And.Exactly(3).Items, run.Output);
        Assert.That(run.Output, Does.Contain("NUnit.DbGuard: database 'default': it is not kept, because its throw-away server ends with the run; for reuse-db, name a server by the setting 'postgres'."));
        Assert.That(Directory.GetDirectories("/dev/shm", $"dbguard-postgres-{run.ProcessId}-*"), Is.Empty);
    }

    private static InnerResult Result(string test) => s_run.Value.Run[$"PostgresDatabasesTests.{test}"];
}
