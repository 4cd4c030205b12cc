using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Access;

/// <summary>Work on no test's flow, as a host's service does it, is judged by what the running tests may do.</summary>
[Property("Parity", "A7")]
public sealed class BackgroundWorkTests
{
    [TestCase("WorkerTests.Works_for_the_running_test(1)")]
    [TestCase("WorkerTests.Works_for_the_running_test(2)")]
    [TestCase("SuiteWorkerTests.Works_for_the_running_test(1)")]
    [TestCase("SuiteWorkerTests.Works_for_the_running_test(2)")]
    [Property("Parity", "C9")]
    [Property("Parity", "I1")]
    public void It_shares_the_running_tests_database_and_is_undone_with_it(string name) => AssertPassed(name);

    [TestCase("WorkerTests.Works_for_an_unmarked_test", "opened database 'default', but the test is not marked as needing one.")]
    [TestCase("WorkerTests.Swallows_for_an_unmarked_test", "opened database 'default', but the test is not marked as needing one.")]
    [TestCase("WorkerTests.Opens_PostgreSQL_for_an_unmarked_test", "opened a database that no set-up fixture names, but the test is not marked as needing one.")]
    [TestCase("SuiteWorkerTests.Works_for_a_closed_test", "opened database 'default', but the test is not marked as needing one.")]
    [Property("Parity", "A8")]
    public void It_is_refused_and_recorded_on_a_running_test_without_a_mark(string name, string happened) => AssertRefused(name, "DBG1001", happened);

    [Test]
    public void It_is_refused_what_the_running_tests_mark_does_not_name() =>
        AssertRefused("WorkerTests.Works_for_a_test_with_another_database", "DBG1003", "opened database 'default', but its mark opens only 'second'.");

    [TestCase("OutlivingWorkerThenTests.Uses_the_database_while_the_worker_goes_on")]
    [TestCase("OutlivingWorkerThenTests.Has_no_mark_while_the_worker_goes_on")]
    [Property("Parity", "I4")]
    public void It_is_refused_when_the_suite_that_started_it_is_over(string name) => AssertPassed(name);

    [Test]
    public void It_is_told_that_it_may_not() => AssertPassed("WorkerTests.Asks_for_an_unmarked_test");

    [Test]
    public void It_is_refused_while_two_tests_use_the_database_unless_the_connection_string_tells_whose_it_is()
    {
        InnerRun run = InnerRun.Of("TestCategory=BothMarked", workers: 2);
        InnerResult asking = run["ParallelAskingTests.Asks_while_another_test_uses_the_database"];
        InnerResult other = run["ParallelOtherTests.Uses_the_database_besides"];

        Assert.That((asking.Outcome, other.Outcome), Is.EqualTo(("Passed", "Passed")), asking.Message + other.Message);
        Assert.That(asking.Output, Does.StartWith("DBG1005: Background work opened database 'default', but several tests that use it run in parallel, and nothing tells whose work this is:"));
        Assert.That(asking.Output, Does.Contain("ParallelAskingTests.Asks_while").And.Contains("ParallelOtherTests.Uses_the_database_besides'"));
        Assert.That(asking.Output.TrimEnd(), Does.EndWith("not refused\nnot refused"));
    }

    [Test]
    public void It_is_refused_while_two_tests_run_that_have_no_mark()
    {
        InnerRun run = InnerRun.Of("TestCategory=NoneMarked", workers: 2);
        InnerResult asking = run["ParallelAskingTests.Asks_while_no_test_has_a_mark"];

        Assert.That(asking.Outcome, Is.EqualTo("Passed"), asking.Message);
        Assert.That(asking.Output, Does.StartWith("DBG1001: Background work opened database 'default', but none of the tests that run now is marked as needing one:"));
    }

    [Test]
    public void It_works_for_the_one_of_two_running_tests_that_has_a_mark()
    {
        InnerRun run = InnerRun.Of("TestCategory=OneMarked", workers: 2);
        InnerResult asking = run["ParallelAskingTests.Asks_while_the_other_test_has_no_mark"];

        Assert.That(asking.Outcome, Is.EqualTo("Passed"), asking.Message);
        Assert.That(asking.Output.Trim(), Is.EqualTo("not refused"));
    }

    private static void AssertPassed(string name)
    {
        InnerResult result = InnerRun.Default[name];

        Assert.That(result.Outcome, Is.EqualTo("Passed"), result.Message);
    }

    private static void AssertRefused(string name, string code, string happened)
    {
        InnerResult result = InnerRun.Default[name];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.Contain($"{code}: 'NUnit.DbGuard.Tests.Inner.Situations.Background.{name}' {happened}"));
    }
}
