using Npgsql;
using NUnit.DbGuard.Access;
using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Lifecycle;
using NUnit.DbGuard.Postgres.Databases;
using NUnit.DbGuard.Postgres.Gateway;
using NUnit.DbGuard.Postgres.Isolation;
using NUnit.DbGuard.Tests.Running;
using NUnit.Framework.Internal;

namespace NUnit.DbGuard.Tests.Postgres.Isolation;

/// <summary><c>keep-db</c> on PostgreSQL: what the first failing test has left is there to be looked at.</summary>
[NonParallelizable]
public sealed class KeptFailureTests
{
    private const string Kept = "test_default_failed";

    [TearDown]
    public void DropWhatIsKept() => Query("postgres", $"DROP DATABASE IF EXISTS {Kept}");

    [Test]
    [Property("Security", "S15")]
    public void The_first_failing_tests_state_is_kept_and_its_output_says_where()
    {
        InnerRun run = GatewayRuns.Run("FullyQualifiedName~Situations.FailingTests", workers: 1, ("keep-db", "true"));

        NpgsqlConnectionStringBuilder server = new(GatewayRuns.To("postgres"));
        Assert.That(
            run["FailingTests.Fails"].Output,
            Does.Contain($"NUnit.DbGuard: database 'default': what '{run["FailingTests.Fails"].FullName}' has left in it is kept as {Kept}, until another failure is kept. ")
                .And.Contains($"Look at it: psql -h {server.Host} -p {server.Port} -U {server.Username} -d \"{Kept}\""));
        Assert.That(run.Output, Does.Not.Contain(server.Password));
        Assert.That(Query(Kept, "SELECT name FROM items ORDER BY id"), Is.EqualTo(new[] { "seeded", "committed" }));
    }

    [Test]
    public void The_next_tests_start_from_the_baseline_and_only_one_is_kept()
    {
        InnerRun run = GatewayRuns.Run("FullyQualifiedName~Situations.FailingTests", workers: 1, ("keep-db", "true"));

        Assert.That(run["FailingTests.Finds_the_baseline"].Outcome, Is.EqualTo("Passed"), run["FailingTests.Finds_the_baseline"].Message);
        Assert.That(run["FailingTests.Fails_as_well"].Message, Does.StartWith("as it is meant to"));
        Assert.That(run["FailingTests.Fails_as_well"].Output, Does.Not.Contain("is kept"));
        Assert.That(TestDatabasesThere(), Is.EqualTo(new[] { Kept }));
    }

    [Test]
    public void A_later_run_puts_its_own_in_the_place_of_it()
    {
        GatewayRuns.Run("FullyQualifiedName~Situations.FailingTests.Fails_as_well", workers: 1, ("keep-db", "true"));
        GatewayRuns.Run("FullyQualifiedName~Situations.FailingTests", workers: 1, ("keep-db", "true"));

        Assert.That(TestDatabasesThere(), Is.EqualTo(new[] { Kept }));
        Assert.That(Query(Kept, "SELECT name FROM items ORDER BY id"), Is.EqualTo(new[] { "seeded", "committed" }));
    }

    [Test]
    [Property("Security", "S18")]
    public void A_database_of_that_name_without_our_marker_stays()
    {
        Query("postgres", $"CREATE DATABASE {Kept}");

        InnerRun run = GatewayRuns.Run("FullyQualifiedName~Situations.FailingTests", workers: 1, ("keep-db", "true"));

        Assert.That(run["FailingTests.Fails"].Output, Does.Contain("is kept as test_default_failed_2, "));
        Assert.That(Query(Kept, "SELECT relname FROM pg_class WHERE relname = 'items'"), Is.Empty);
        Query("postgres", "DROP DATABASE test_default_failed_2");
    }

    [Test]
    public void On_top_of_a_suites_data_it_is_not_kept_and_a_line_says_why()
    {
        InnerRun run = GatewayRuns.Run("FullyQualifiedName~Situations.FailingOnSuiteDataTests", workers: 1, ("keep-db", "true"));

        Assert.That(run["FailingOnSuiteDataTests.Fails"].Output, Does.Contain("has left in it is not kept: its fixture's one-time set-up has used the database"));
        Assert.That(TestDatabasesThere(), Is.Empty);
    }

    [Test]
    public void What_cannot_be_committed_is_not_kept_and_hurts_no_other_test()
    {
        InnerRun run = GatewayRuns.Run("FullyQualifiedName~Situations.FailingWithViolationTests", workers: 1, ("keep-db", "true"));

        Assert.That(
            run["FailingWithViolationTests.Fails"].Output,
            Does.Match("has left in it is not kept: its work could not be committed: .*violates foreign key constraint"));
        Assert.That(run["FailingWithViolationTests.Finds_the_baseline_next"].Outcome, Is.EqualTo("Passed"), run["FailingWithViolationTests.Finds_the_baseline_next"].Message);
        Assert.That(TestDatabasesThere(), Is.Empty);
    }

    [Test]
    public void Beside_other_workers_one_is_kept_and_the_others_go_on()
    {
        InnerRun run = GatewayRuns.Run("FullyQualifiedName~Situations.FailingInParallelTests", workers: 4, ("keep-db", "true"));

        Assert.That(run.Tests.Count(static test => test.Outcome == "Passed"), Is.EqualTo(8), string.Join("\n", run.Tests.Select(static test => test.Message)));
        Assert.That(run.Tests.Count(static test => test.Output.Contains("is kept as test_default_failed, ", StringComparison.Ordinal)), Is.EqualTo(1));
        Assert.That(TestDatabasesThere(), Is.EqualTo(new[] { Kept }));
        Assert.That(Query(Kept, "SELECT name FROM items ORDER BY id"), Is.EqualTo(new[] { "seeded", "committed" }));
    }

    [Test]
    public void Where_the_baseline_cannot_be_put_in_its_place_no_other_test_works_there()
    {
        DatabaseSetUpException failure = SetUpErrors.NoName("the database that could not be made");
        using PostgresGateway gateway = new();
        using GatewayIsolation isolation = new(GuardSession.Current, static () => throw new InvalidOperationException("Nobody asks."), gateway, GatewayRuns.To("postgres"));
        isolation.Keep = _ => throw failure;
        TestScope scope = new(GuardSession.Current, TestExecutionContext.CurrentContext.CurrentTest, new DatabaseMark(["default"], DatabaseIsolation.Rollback, resetSequences: false));
        PostgresLease lease = isolation.Lease(scope, below: null, DatabaseIsolation.Rollback);
        Query(isolation.ConnectionString);

        Assert.That(() => isolation.End((GatewayLease)lease, keepsState: true), Throws.Exception.SameAs(failure));
        Assert.That(() => isolation.Lease(scope, below: null, DatabaseIsolation.Rollback), Throws.InstanceOf<DatabaseSetUpException>().With.Message.EqualTo(failure.Message));

        static void Query(string connectionString)
        {
            using (OwnWork.Enter())
            {
                using NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
                connection.Open();
                using NpgsqlCommand command = new("SELECT 1", connection);
                _ = command.ExecuteScalar();
            }
        }
    }

    [Test]
    public void Without_the_setting_nothing_is_kept()
    {
        InnerRun run = GatewayRuns.Run("FullyQualifiedName~Situations.FailingTests", workers: 1);

        Assert.That(run["FailingTests.Fails"].Output, Does.Not.Contain("kept"));
        Assert.That(TestDatabasesThere(), Is.Empty);
    }

    private static List<string> TestDatabasesThere() => Query("postgres", "SELECT datname::text FROM pg_database WHERE datname LIKE 'test\\_%' ORDER BY 1");

    private static List<string> Query(string database, string sql)
    {
        using (OwnWork.Enter())
        {
            using NpgsqlConnection connection = new(GatewayRuns.To(database));
            connection.Open();
            using NpgsqlCommand command = new(sql, connection);
            using NpgsqlDataReader reader = command.ExecuteReader();
            List<string> rows = [];
            while (reader.Read())
            {
                rows.Add(reader.GetString(0));
            }

            return rows;
        }
    }
}
