using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Commands;

/// <summary>What is told of a test's statements, and budgets, on SQLite.</summary>
public sealed class LoggingTests
{
    private static readonly LoggingSituations s_situations = new(static test => InnerRun.Default[$"Sqlite.LoggingTests.{test}"]);

    [TestCaseSource(typeof(LoggingSituations), nameof(LoggingSituations.Passing))]
    public void One_that_passes_tells_nothing(string test) => s_situations.AssertPassedInSilence(test);

    [Test]
    [Property("Parity", "F31, H6")]
    public void One_that_fails_tells_its_SQL() => Assert.That(s_situations.LinesOf("One_that_fails_tells_its_SQL"), Is.EqualTo((string[])
    [
        "1. BEGIN IMMEDIATE",
        "opened at LoggingTests.Open ← LoggedTests.One_that_fails_tells_its_SQL",
        "2.   INSERT INTO items (name) VALUES (@name)",
        "1 row; opened at LoggingTests.Open ← LoggedTests.One_that_fails_tells_its_SQL; @name = 'it''s new'",
        "3. COMMIT",
        "opened at LoggingTests.Open ← LoggedTests.One_that_fails_tells_its_SQL",
        "4. SELECT name FROM items",
        "2 rows; opened at LoggingTests.Open ← LoggedTests.One_that_fails_tells_its_SQL",
        "5. INSERT INTO items (id, name) VALUES (@id, @name)",
        "failed: NOT NULL constraint failed: items.name; at LoggedTests.Run ← LoggedTests.One_that_fails_tells_its_SQL; @id = 1, @name = NULL",
    ]));

    [Test]
    public void Each_statement_of_a_text_is_told() => Assert.That(s_situations.LinesOf("Each_statement_of_a_text_is_told"), Is.EqualTo((string[])
    [
        "1. SELECT 1",
        "1 row; opened at LoggingTests.Open ← LoggedTests.Each_statement_of_a_text_is_told",
        "2. SELECT name FROM items",
        "1 row; opened at LoggingTests.Open ← LoggedTests.Each_statement_of_a_text_is_told",
    ]));

    [Test]
    [Property("Security", "S14")]
    public void Secrets_are_hidden() => Assert.That(s_situations.LinesOf("Secrets_are_hidden"), Is.EqualTo((string[])
    [
        "1. SELECT @value AS password, '…'",
        "1 row; opened at LoggingTests.Open ← LoggedTests.Secrets_are_hidden; values hidden",
    ]));

    [Test]
    public void What_it_leaves_changed_is_told() => Assert.That(
        InnerRun.Default["Sqlite.LoggingTests.What_it_leaves_changed_is_told"].Output.TrimEnd(),
        Does.EndWith("\nLeft changed in database 'default', and undone:\n  items: 2 new or changed, 1 as they were before or gone\n    was (1, 'seeded')\n    now (1, 'renamed')\n    now (70, 'added')"));

    [Test]
    public void Long_values_are_cut() => Assert.That(
        s_situations.LinesOf("Long_values_are_cut")[1],
        Does.EndWith($"; @text = '{new string('x', 60)}…' (5000 bytes), @bytes = 0x00000000000000000000000000000000… (3000 bytes)"));

    [Test]
    public void Of_many_the_first_and_the_last_are_told() => s_situations.AssertMany();

    [Test]
    public void Work_of_a_host_is_told() => Assert.That(s_situations.LinesOf("Work_of_a_host_is_told"), Has.One.Contains("@name = 'of the host'"));

    [Test]
    public void More_than_the_budget_fail() => s_situations.AssertBudget();

    [Test]
    public void A_budget_below_none_is_invalid() => s_situations.AssertInvalidBudget();

    [Test]
    public void Secrets_that_are_written_out_are_not_noted() => s_situations.AssertSecretsAreNotNoted();

    [Test]
    public void A_query_in_a_loop_is_found() => s_situations.AssertRepeated();

    [TestCase("BudgetedTests.One_is_within_the_fixtures", "Passed")]
    [TestCase("BudgetedTests.Two_are_above_the_fixtures", "Failed")]
    [TestCase("BudgetedTests.Two_are_within_its_own", "Passed")]
    [TestCase("BudgetedTests.Each_case_has_its_own(1)", "Passed")]
    [TestCase("BudgetedTests.Each_case_has_its_own(3)", "Failed")]
    [TestCase("BudgetedBySetUpTests.One_is_within_the_fixtures", "Failed")]
    [TestCase("BudgetedBySetUpTests.Each_case_has_its_own(1)", "Passed")]
    public void The_nearest_budget_holds(string test, string outcome) => Assert.That(InnerRun.Default[$"Sqlite.{test}"].Outcome, Is.EqualTo(outcome), InnerRun.Default[$"Sqlite.{test}"].Message);

    [Test]
    public void The_setting_debug_sql_tells_the_SQL_of_each_test()
    {
        InnerRun run = InnerRun.Of("FullyQualifiedName~Sqlite.LoggingTests.As_many|FullyQualifiedName~Sqlite.LoggingTests.One_that_passes", parameters: new Dictionary<string, string> { ["debug-sql"] = "true" });

        Assert.That(run["LoggingTests.One_that_passes_tells_nothing"].Output, Does.Contain("LoggingTests.One_that_passes_tells_nothing: 1 statement, ").And.Contain("@name = 'quiet'"));
        Assert.That(run["LoggingTests.As_many_as_the_budget_pass"].Output, Does.Contain(": 2 statements, "));
    }

    [Test]
    public void The_setting_max_repeats_fails_each_test_that_has_no_limit_of_its_own()
    {
        InnerRun run = InnerRun.Of("FullyQualifiedName~Sqlite.LoggingTests.A_", parameters: new Dictionary<string, string> { ["max-repeats"] = "8" });

        Assert.That(run["LoggingTests.A_few_queries_are_not_noted"].Message, Does.Contain("DBG3024").And.Contain("ran one query 9 times").And.Contain("may run it 8 times"));
        Assert.That(run["LoggingTests.A_query_in_a_loop_is_noted"].Message, Does.Contain("may run it 8 times"));
        Assert.That(run["LoggingTests.A_query_of_several_places_passes"].Outcome, Is.EqualTo("Passed"));
        Assert.That(run["LoggingTests.A_query_in_a_loop_fails"].Message, Does.Contain("may run it 3 times"));
    }
}
