using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Access;

/// <summary><see cref="DatabaseAccess.Allow"/> and <see cref="DatabaseAccess.Block"/> in tests.</summary>
public sealed class FramesTests
{
    [TestCase("Allow_opens_and_Block_closes_innermost_first")]
    [TestCase("A_scope_lasts_across_await")]
    [TestCase("A_scope_of_another_flow_does_not_open_this_one")]
    [TestCase("Work_that_outlives_the_scope_is_closed_with_it")]
    [TestCase("Allow_opens_only_what_it_names")]
    [TestCase("Allow_opens_databases_in_memory")]
    [TestCase("Allow_widens_a_mark")]
    [TestCase("Allow_refuses_a_name_that_is_not_there")]
    [Property("Parity", "A13")]
    public void Scopes_nest_and_follow_the_flow(string test) => AssertPassed(test);

    [TestCase("Scopes_disposed_out_of_order_close_only_themselves")]
    [TestCase("A_scope_disposed_twice_closes_no_other")]
    [TestCase("A_scope_that_is_disposed_elsewhere_is_closed_here")]
    [TestCase("Allow_of_the_test_before_is_over")]
    [Property("Parity", "A13")]
    [Property("Parity", "A14")]
    public void A_scope_closes_itself_and_no_other(string test) => AssertPassed(test);

    [TestCase("What_is_written_in_Allow_is_undone_with_the_test(1)")]
    [TestCase("What_is_written_in_Allow_is_undone_with_the_test(2)")]
    [Property("Parity", "A15")]
    public void What_Allow_lets_through_belongs_to_the_test(string test) => AssertPassed(test);

    [Test]
    public void A_database_that_Allow_does_not_name_is_refused_and_recorded()
    {
        InnerResult result = InnerRun.Default["FramesTests.Uses_what_Allow_does_not_name"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.Contain("DBG1001:").And.Contains("opened database 'default'"));
    }

    [Test]
    [Property("Parity", "A2")]
    public void The_exception_is_neither_an_assertions_nor_a_providers() => AssertPassed("Exceptions_are_no_assertions_and_no_database_errors");

    private static void AssertPassed(string test)
    {
        InnerResult result = InnerRun.Default[$"FramesTests.{test}"];

        Assert.That(result.Outcome, Is.EqualTo("Passed"), result.Message);
    }
}
