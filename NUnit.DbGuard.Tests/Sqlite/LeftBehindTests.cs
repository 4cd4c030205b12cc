using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Sqlite;

/// <summary>What tests and one-time set-ups leave open.</summary>
public sealed class LeftBehindTests
{
    [Test]
    [Property("Parity", "C8")]
    [Property("Parity", "D8")]
    public void A_leaked_connection_is_named_in_the_tests_output()
    {
        InnerResult result = InnerRun.Default["LeakedConnectionTests.First_leaks_a_connection_in_a_transaction"];

        Assert.That(result.Outcome, Is.EqualTo("Passed"));
        Assert.That(result.Output, Does.Contain("DBG3002").And.Contain("left 1 connection(s) to database 'library' open").And.Contain("Items.Open"));
    }

    [Test]
    public void A_leaked_connection_does_not_harm_the_next_test() =>
        Assert.That(InnerRun.Default["LeakedConnectionTests.Second_is_not_harmed"].Outcome, Is.EqualTo("Passed"));

    [Test]
    public void A_leaked_connection_cannot_be_used_in_the_next_test()
    {
        InnerResult result = InnerRun.Default["LeakedConnectionTests.Third_uses_the_leaked_connection"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.Contain("DBG5002").And.Contain("LeakedConnectionTests.First_leaks_a_connection_in_a_transaction', which has ended"));
    }

    [TestCase("First_leaves_a_blob_of_a_closed_connection")]
    [TestCase("Second_writes_into_that_blob")]
    [TestCase("Third_leaves_a_reader_open")]
    [TestCase("Sixth_passes")]
    [Property("Parity", "C2")]
    public void Blobs_and_readers_that_are_left_open_reach_no_other_test(string test)
    {
        InnerResult result = InnerRun.Default[$"LeftOpenTests.{test}"];

        Assert.That(result.Outcome, Is.EqualTo("Passed"), result.Message);
    }

    [Test]
    [Property("Parity", "C2")]
    public void A_test_that_throws_in_a_transaction_shows_its_own_failure()
    {
        InnerResult result = InnerRun.Default["LeftOpenTests.Fourth_throws_inside_a_transaction"];

        Assert.That(result.Message, Does.Contain("On purpose"));
        Assert.That(result.Output, Does.Contain("DBG3002"));
    }

    [TestCase("First_uses_it")]
    [TestCase("Second_finds_the_baseline")]
    [TestCase("Third_then_another_connection_finds_the_baseline")]
    [Property("Parity", "C7")]
    public void A_connection_of_the_fixture_serves_all_its_tests(string test)
    {
        InnerResult result = InnerRun.Default[$"FixturesConnectionTests.{test}"];

        Assert.That(result.Outcome, Is.EqualTo("Passed"), result.Message);
    }

    [TestCase("FixturesConnectionTests.Third_leaves_it_in_a_transaction", "DBG3004")]
    [TestCase("FixturesConnectionTests.Third_then_the_connection_is_refused", "DBG5002")]
    [TestCase("TransactionLeftInSetUpTests.Has_no_fixed_state", "DBG3003")]
    [TestCase("FileReplacedInSetUpTests.Would_see_the_baseline_instead", "DBG3006")]
    public void What_leaves_no_fixed_state_is_said(string test, string code)
    {
        InnerResult result = InnerRun.Default[test];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.Contain(code));
    }

    [TestCase("Leaves_a_violation(\"PRAGMA foreign_keys=OFF\")")]
    [TestCase("Leaves_a_violation(\"PRAGMA foreign_keys = -1\")")]
    [TestCase("Leaves_a_violation(\"pragma main.foreign_keys(nonsense)\")")]
    [TestCase("Leaves_a_violation(\"EXPLAIN PRAGMA foreign_keys=0\")")]
    [TestCase("Leaves_a_violation_through_the_fixtures_connection")]
    [TestCase("Leaves_one_more_violation_of_a_table_without_row_numbers")]
    [Property("Parity", "C12")]
    [Property("Parity", "C13")]
    public void Rows_that_violate_foreign_keys_fail_the_test_that_left_them(string test)
    {
        InnerResult result = InnerRun.Default[$"ForeignKeyTests.{test}"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.Contain("DBG3001").And.Contain("points at no row of"));
    }

    [TestCase("A_deferred_violation_fails_at_commit")]
    [TestCase("Repairs_the_violation")]
    [TestCase("Leaves_what_the_baseline_violates")]
    [Property("Parity", "C15")]
    public void Foreign_keys_that_hold_at_the_end_fail_nothing(string test)
    {
        InnerResult result = InnerRun.Default[$"ForeignKeyTests.{test}"];

        Assert.That(result.Outcome, Is.EqualTo("Passed"), result.Message);
    }
}
