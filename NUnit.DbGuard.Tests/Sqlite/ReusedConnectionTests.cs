using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Sqlite;

/// <summary>What the next test finds of a connection that a test has closed.</summary>
public sealed class ReusedConnectionTests
{
    [Test]
    public void A_connection_whose_transaction_has_ended_is_kept_open_for_the_next_test() => Passed(
        "ReusedConnectionTests.The_second_run_has_the_connection_of_the_first_one_whose_transaction_has_ended");

    [Test]
    public void A_connection_with_a_hook_is_not_kept_open_for_the_next_test() => Passed(
        "ReusedConnectionTests.The_second_run_does_not_call_the_hook_that_the_first_one_left");

    private static void Passed(string test) => Assert.That(InnerRun.Default[test].Outcome, Is.EqualTo("Passed"), InnerRun.Default[test].Message);
}
