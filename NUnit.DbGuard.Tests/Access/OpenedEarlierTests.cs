using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Access;

/// <summary>What was opened while it was allowed does not help when it no longer is: opens and commands are both judged.</summary>
public sealed class OpenedEarlierTests
{
    [TestCase("Uses_the_kept_connection", "SQL:   DELETE FROM items\n")]
    [TestCase("Runs_the_kept_command", "at OpenedEarlierTests.Runs_the_kept_command\n")]
    [Property("Parity", "A4")]
    [Property("Parity", "A5")]
    public void A_connection_or_command_of_an_earlier_test_is_refused_in_an_unmarked_test(string test, string detail) =>
        AssertRefused(test, "DBG1001", "used database 'default', but the test is not marked as needing one.", detail);

    [Test]
    public void A_connection_of_an_earlier_test_is_cut_off_in_a_marked_test()
    {
        InnerResult result = InnerRun.Default["OpenedEarlierTests.Uses_the_kept_connection_with_a_mark"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.Contain("DBG5002:").And.Contains("OpenedEarlierTests.Keeps_a_connection_and_a_command', which has ended."));
    }

    [TestCase("Opens_without_a_command_after_a_test_that_used_the_database")]
    [TestCase("Opens_again_after_Allow")]
    [Property("Parity", "A4")]
    public void An_open_is_refused_though_a_pool_holds_a_connection(string test) =>
        AssertRefused(test, "DBG1001", "opened database 'default', but the test is not marked as needing one.", "at Items.Open\n");

    [TestCase("Runs_a_command_after_Allow", "SQL:   DELETE FROM items\n")]
    [TestCase("Runs_a_prepared_command_after_Allow", "at OpenedEarlierTests.Runs_a_prepared_command_after_Allow\n")]
    [TestCase("Reads_on_after_Allow", "at OpenedEarlierTests.Reads_on_after_Allow\n")]
    [Property("Parity", "A5")]
    public void What_was_opened_in_Allow_is_refused_after_it(string test, string detail) =>
        AssertRefused(test, "DBG1001", "used database 'default', but the test is not marked as needing one.", detail);

    [Test]
    [Property("Parity", "A5")]
    public void A_database_in_memory_that_was_opened_in_Allow_is_refused_after_it() =>
        AssertRefused("Uses_an_in_memory_database_after_Allow", "DBG1001", "used an in-memory database, but the test is not marked as needing one.", "SQL:   SELECT 1\n");

    [Test]
    [Property("Parity", "A5")]
    public void What_Allow_opened_beyond_the_mark_is_refused_after_it() =>
        AssertRefused("Uses_another_database_after_it_was_allowed", "DBG1003", "used database 'second', but its mark opens only 'default'.", "SQL:   DELETE FROM items\n");

    [TestCase("Is_refused_everything_within_Block")]
    [TestCase("Cannot_commit_within_Block")]
    [Property("Parity", "A4")]
    [Property("Parity", "A5")]
    public void Opens_commands_readers_and_transactions_are_refused_within_Block_and_work_after_it(string test)
    {
        InnerResult result = InnerRun.Default[$"OpenedEarlierTests.{test}"];

        Assert.That(result.Outcome, Is.EqualTo("Passed"), result.Message);
    }

    private static void AssertRefused(string test, string code, string happened, string detail)
    {
        InnerResult result = InnerRun.Default[$"OpenedEarlierTests.{test}"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.Contain($"{code}: 'NUnit.DbGuard.Tests.Inner.Situations.Access.OpenedEarlierTests.{test}' {happened}"));
        Assert.That(result.Message, Does.Contain(detail));
    }
}
