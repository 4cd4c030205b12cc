using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Access;

/// <summary>Work that goes on after its test has ended is refused, and harms no other test.</summary>
[Property("Parity", "A7")]
[Property("Parity", "I4")]
public sealed class LeftBehindTests
{
    [TestCase("Uses_the_database_while_the_loop_goes_on")]
    [TestCase("Has_no_mark_while_the_loop_goes_on")]
    [TestCase("Finds_the_baseline_after_the_loop")]
    public void It_is_refused_while_later_tests_run_and_the_error_names_its_own_test(string test)
    {
        InnerResult result = InnerRun.Default[$"LeftBehindTests.{test}"];

        Assert.That(result.Outcome, Is.EqualTo("Passed"), result.Message);
        Assert.That(result.Output, Does.Contain("DBG1004: Work that 'NUnit.DbGuard.Tests.Inner.Situations.Access.LeftBehindTests.Leaves_a_loop_behind' started"));
        Assert.That(result.Output, Does.Contain("at Items.").And.Contains("Fix:   await or stop all work before the test returns"));
    }

    [Test]
    public void The_test_that_left_it_is_told_of_the_connection_it_left_open()
    {
        InnerResult result = InnerRun.Default["LeftBehindTests.Leaves_a_loop_behind"];

        Assert.That(result.Outcome, Is.EqualTo("Passed"), result.Message);
        Assert.That(result.Output, Does.Contain("DBG3002:"));
    }
}
