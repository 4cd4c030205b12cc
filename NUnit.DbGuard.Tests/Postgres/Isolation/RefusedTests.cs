using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Postgres.Isolation;

/// <summary>Who may not use a PostgreSQL database behind the gateway, and how they are told.</summary>
public sealed class RefusedTests
{
    [TestCase("Opens_without_a_mark", "DBG1001", "opened database 'default', but the test is not marked")]
    [TestCase("Opens_asynchronously_without_a_mark", "DBG1001", "opened database 'default', but the test is not marked")]
    [TestCase("Runs_a_command_without_a_mark", "DBG1001", "used database 'default', but the test is not marked")]
    [TestCase("Swallows_without_a_mark", "DBG1001", "used database 'default', but the test is not marked")]
    [TestCase("Queries_through_a_context_without_a_mark", "DBG1001", "opened database 'default', but the test is not marked")]
    [TestCase("Opens_with_a_mark_for_another", "DBG1003", "opened database 'default', but its mark opens only 'second'")]
    [TestCase("Queries_through_a_context_with_a_mark_for_another", "DBG1003", "opened database 'default', but its mark opens only 'second'")]
    [Property("Parity", "A1")]
    [Property("Parity", "A6")]
    [Property("Parity", "A8")]
    public void A_test_without_the_mark_fails(string test, string code, string happened)
    {
        InnerResult result = GatewayRuns.AssertOutcome($"Gateway.RefusedTests.{test}", "Failed");

        Assert.That(result.Message, Does.StartWith($"NUnit.DbGuard.DatabaseAccessBlockedException : {code}: '{result.FullName}' {happened}"));
    }

    [TestCase("Works_where_it_is_allowed")]
    [TestCase("Works_where_it_is_allowed_again")]
    [TestCase("Is_refused_within_Block")]
    [Property("Parity", "A13")]
    public void Allow_and_Block_open_and_close(string test) => GatewayRuns.AssertPassed($"Gateway.RefusedTests.{test}");

    [Test]
    [Property("Parity", "A9")]
    public void A_constructor_is_closed() =>
        Assert.That(
            GatewayRuns.AssertOutcome("Gateway.UsesInConstructorTests.Test_of_the_fixture", "Failed").Message,
            Does.Contain("DBG1001: The constructor of 'NUnit.DbGuard.Tests.Inner.Situations.Gateway.UsesInConstructorTests' used database 'default'."));

    [TestCase("BackgroundTests.Works_for_the_running_test(1)")]
    [TestCase("BackgroundTests.Works_for_the_running_test(2)")]
    [Property("Parity", "C9")]
    [Property("Parity", "I1")]
    public void A_thread_on_no_tests_flow_works_for_the_running_test(string test) => GatewayRuns.AssertPassed($"Gateway.{test}");

    [TestCase("BackgroundTests.Works_for_an_unmarked_test")]
    [TestCase("BackgroundTests.Swallows_for_an_unmarked_test")]
    [Property("Parity", "A7")]
    public void A_thread_on_no_tests_flow_is_refused_while_a_test_without_a_mark_runs(string test) =>
        Assert.That(GatewayRuns.AssertOutcome($"Gateway.{test}", "Failed").Message, Does.Contain($"DBG1001: 'NUnit.DbGuard.Tests.Inner.Situations.Gateway.{test}' used database 'default'"));

    [Test]
    [Property("Parity", "I4")]
    public void A_thread_that_goes_on_after_its_test_is_refused_by_the_name_of_that_test()
    {
        GatewayRuns.AssertPassed("Gateway.BackgroundTests.Comes_while_the_thread_goes_on");

        Assert.That(GatewayRuns.Sequential.Output, Does.Contain("NUnit.DbGuard refused, once, what no running test could be charged with:\nDBG1004: Work that '"));
    }

    [Test]
    public void A_hosts_loop_between_two_tests_is_refused_and_told_once()
    {
        GatewayRuns.AssertPassed("Gateway.BackgroundThenTests.Starts_from_the_baseline");
        string told = "refused, 3 times, what no running test could be charged with:\nDBG1001: Code outside of every test";

        Assert.That(GatewayRuns.Sequential.Output.Split(told), Has.Length.EqualTo(2), GatewayRuns.Sequential.Output);
    }
}
