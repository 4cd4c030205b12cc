using NUnit.DbGuard.Tests.Commands;
using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Postgres.Isolation;

/// <summary>What is told of a test's statements, and budgets, on PostgreSQL: on the shared session, and on sessions of the clients' own.</summary>
[TestFixture("LoggingTests")]
[TestFixture("LoggingRealCommitsTests")]
public sealed class LoggingTests(string fixture)
{
    private readonly LoggingSituations _situations = new(test => GatewayRuns.Sequential[$"Gateway.{fixture}.{test}"]);

    [TestCaseSource(typeof(LoggingSituations), nameof(LoggingSituations.Passing))]
    public void One_that_passes_tells_nothing(string test) => _situations.AssertPassedInSilence(test);

    [Test]
    [Property("Parity", "F31, H6")]
    public void One_that_fails_tells_its_SQL() => Assert.That(_situations.LinesOf("One_that_fails_tells_its_SQL"), Is.EqualTo((string[])
    [
        "1. BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED",
        "at LoggedTests.Run ← LoggedTests.One_that_fails_tells_its_SQL",
        "2.   INSERT INTO items (name) VALUES ($1)",
        "1 row; at LoggedTests.Run ← LoggedTests.One_that_fails_tells_its_SQL; $1 = 'it''s new'",
        "3. COMMIT",
        string.Empty,
        "4. SELECT name FROM items",
        "2 rows; at LoggedTests.Count ← LoggedTests.One_that_fails_tells_its_SQL",
        "5. INSERT INTO items (id, name) VALUES ($1, $2)",
        "failed: 23502 null value in column \"name\" of relation \"items\" violates not-null constraint; at LoggedTests.Run ← LoggedTests.One_that_fails_tells_its_SQL; $1 = 1, $2 = NULL",
    ]));

    [Test]
    public void Each_statement_of_a_text_is_told() => Assert.That(_situations.LinesOf("Each_statement_of_a_text_is_told"), Is.EqualTo((string[])
    [
        "1. SELECT 1",
        "1 row; at LoggedTests.Run ← LoggedTests.Each_statement_of_a_text_is_told",
        "2. SELECT name FROM items",
        "1 row; at LoggedTests.Run ← LoggedTests.Each_statement_of_a_text_is_told",
    ]));

    [Test]
    public void Secrets_are_hidden() => Assert.That(_situations.LinesOf("Secrets_are_hidden"), Is.EqualTo((string[])
    [
        "1. SELECT $1 AS password, '…'",
        "1 row; at LoggedTests.Run ← LoggedTests.Secrets_are_hidden; values hidden",
    ]));

    [Test]
    public void What_it_leaves_changed_is_told()
    {
        string output = GatewayRuns.Sequential[$"Gateway.{fixture}.What_it_leaves_changed_is_told"].Output.TrimEnd();

        // Where commits are real, the SQL tells it.
        const string changes = "\nLeft changed in database 'default', and undone:\n  public.items: 2 new or changed\n    now (1,renamed)\n    now (70,added)";
        Assert.That(output, fixture == "LoggingTests" ? Does.EndWith(changes) : Does.Not.Contain("Left changed"));
    }

    [Test]
    public void Long_values_are_cut() => Assert.That(
        _situations.LinesOf("Long_values_are_cut")[1],
        Does.EndWith($"; $1 = '{new string('x', 60)}…' (5000 bytes), $2 = 0x00000000000000000000000000000000… (3000 bytes)"));

    [Test]
    public void Of_many_the_first_and_the_last_are_told() => _situations.AssertMany();

    [Test]
    public void Work_of_a_host_is_told() => Assert.That(_situations.LinesOf("Work_of_a_host_is_told"), Has.One.Contains("$1 = 'of the host'"));

    [Test]
    public void More_than_the_budget_fail() => _situations.AssertBudget();

    [Test]
    public void A_budget_below_none_is_invalid() => _situations.AssertInvalidBudget();

    [Test]
    public void Secrets_that_are_written_out_are_not_noted() => _situations.AssertSecretsAreNotNoted();

    [Test]
    public void A_query_in_a_loop_is_found() => _situations.AssertRepeated();
}
