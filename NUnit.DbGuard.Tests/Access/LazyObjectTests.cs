using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Access;

/// <summary>An object that asks the database when it is printed in a failure's message.</summary>
[Property("Parity", "A2")]
[Property("Parity", "A12")]
public sealed class LazyObjectTests
{
    [Test]
    public void Printing_it_shows_a_placeholder_and_the_refusal_and_the_assertion_stays_visible()
    {
        InnerResult result = InnerRun.Default["LazyObjectTests.Is_printed_by_a_failing_assertion"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.Contain("Expected: \"something else\"").And.Contains("DatabaseAccessBlockedException was thrown by Lazy.ToString()").And.Contains("DBG1001:"));
    }

    [Test]
    public void Printing_it_in_a_message_of_the_users_is_refused()
    {
        InnerResult result = InnerRun.Default["LazyObjectTests.Is_printed_in_the_message_of_an_assertion"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.Contain("DBG1001:"));
    }

    [Test]
    public void Printing_it_in_a_marked_test_shows_it()
    {
        InnerResult result = InnerRun.Default["LazyObjectTests.Is_printed_with_a_mark"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.Contain("But was:  <1 item(s)>"));
    }

    [Test]
    public void The_run_goes_on() => Assert.That(InnerRun.Default["LazyObjectTests.Comes_after_them"].Outcome, Is.EqualTo("Passed"));
}
