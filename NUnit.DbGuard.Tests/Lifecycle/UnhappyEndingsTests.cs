using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Lifecycle;

/// <summary>However a test ends, the next one starts from the baseline, and the test's own result stays what it was.</summary>
[Property("Parity", "C2")]
public sealed class UnhappyEndingsTests
{
    [TestCase("Fails", "Failed", "a failed assertion", "a_failure")]
    [TestCase("Throws", "Failed", "System.InvalidOperationException : thrown", "an_exception")]
    [TestCase("Is_inconclusive", "Inconclusive", "nothing can be said", "an_inconclusive_test")]
    [TestCase("Ignores_itself", "Skipped", "not today", "an_ignored_test")]
    [TestCase("Breaks_in_set_up", "Failed", "SetUp : System.InvalidOperationException : broken set-up", "a_broken_set_up")]
    [TestCase("Breaks_in_tear_down", "Failed", "TearDown : System.InvalidOperationException : broken tear-down", "a_broken_tear_down")]
    [TestCase("Is_inconclusive_in_set_up", "Inconclusive", "SetUp : inconclusive set-up", "an_inconclusive_set_up")]
    [TestCase("Passes_at_once", "Passed", "passed at once", "a_pass")]
    [TestCase("Warns", "Warning", "a warning", "a_warning")]
    [TestCase("Is_ignored", "Skipped", "never run", "a_test_that_never_ran")]
    public void The_next_test_starts_from_the_baseline(string test, string outcome, string message, string ending)
    {
        InnerResult result = InnerRun.Default[$"UnhappyEndingsTests.{test}"];
        InnerResult next = InnerRun.Default[$"UnhappyEndingsTests.Finds_the_baseline_after_{ending}"];

        Assert.That(result.Outcome, Is.EqualTo(outcome));
        Assert.That(result.Message.Trim(), Is.EqualTo(message));
        Assert.That(next.Outcome, Is.EqualTo("Passed"), next.Message);
    }

    [Test]
    public void All_failures_of_one_multiple_assertion_are_reported_and_the_next_test_starts_from_the_baseline()
    {
        InnerResult result = InnerRun.Default["UnhappyEndingsTests.Fails_twice_in_one_assertion"];
        InnerResult next = InnerRun.Default["UnhappyEndingsTests.Finds_the_baseline_after_several_failures"];

        Assert.That(result.Message, Does.Contain("But was:  2").And.Contains("But was:  3"));
        Assert.That(next.Outcome, Is.EqualTo("Passed"), next.Message);
    }

    [Test]
    public void A_transaction_left_open_is_noted_and_the_next_test_starts_from_the_baseline()
    {
        InnerResult result = InnerRun.Default["UnhappyEndingsTests.Leaves_a_transaction_open"];
        InnerResult next = InnerRun.Default["UnhappyEndingsTests.Finds_the_baseline_after_an_open_transaction"];

        Assert.That(result.Outcome, Is.EqualTo("Passed"), result.Message);
        Assert.That(result.Output, Does.Contain("DBG3002:").And.Contains("Opened: Items.Open"));
        Assert.That(next.Outcome, Is.EqualTo("Passed"), next.Message);
    }
}
