using System.Text.RegularExpressions;
using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Access;

/// <summary>A refusal that the code under test swallows is recorded, whatever thread it happened on.</summary>
[Property("Parity", "A8")]
public sealed partial class SwallowedRefusalTests
{
    [TestCase("In_an_asynchronous_method")]
    [TestCase("In_Task_Run")]
    [TestCase("On_a_new_thread")]
    [TestCase("In_Parallel_ForEachAsync")]
    [TestCase("In_a_task_that_nobody_awaits")]
    [TestCase("By_PostgreSQL")]
    [TestCase("In_an_assertion_of_what_is_thrown")]
    [Property("Parity", "A7")]
    [Property("Parity", "C11")]
    public void It_fails_the_test_that_it_happened_in(string test)
    {
        InnerResult result = InnerRun.Default[$"SwallowedTests.{test}"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.Contain($"DBG1001: 'NUnit.DbGuard.Tests.Inner.Situations.Access.SwallowedTests.{test}'"));
    }

    [Test]
    public void Equal_ones_are_reported_once()
    {
        InnerResult result = InnerRun.Default["SwallowedTests.Many_times"];

        Assert.That(Refusal().Count(result.Message), Is.EqualTo(1));
    }

    [Test]
    public void The_tests_own_failure_stays_visible()
    {
        InnerResult result = InnerRun.Default["SwallowedTests.And_fails_besides"];

        Assert.That(result.Message, Does.Contain("the body's own failure").And.Contains("DBG1001:"));
    }

    [TestCase("Within_Block")]
    [TestCase("Comes_after_them")]
    public void Neither_an_expected_refusal_nor_an_earlier_tests_fails_a_test(string test)
    {
        InnerResult result = InnerRun.Default[$"SwallowedTests.{test}"];

        Assert.That(result.Outcome, Is.EqualTo("Passed"), result.Message);
    }

    [GeneratedRegex("DBG1001:")]
    private static partial Regex Refusal();
}
