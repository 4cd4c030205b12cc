using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Lifecycle;

/// <summary>Whatever NUnit makes of a method, each run of it starts from the baseline.</summary>
public sealed class KindsOfTestsTests
{
    [TestCase("Case(1)")]
    [TestCase("Case(2)")]
    [TestCase("Case(3)")]
    [TestCase("Case_of_a_source(1)")]
    [TestCase("Case_of_a_source(2)")]
    [TestCase("Case_of_a_source(3)")]
    [TestCase("Case_of_values(1,True)")]
    [TestCase("Case_of_values(2,False)")]
    [TestCase("Theory(True)")]
    [TestCase("Theory(False)")]
    public void Each_case_starts_from_the_baseline(string test) => AssertPassed($"ParameterizedTests.{test}");

    [Test]
    public void Each_repetition_starts_from_the_baseline()
    {
        InnerResult result = InnerRun.Default["RepeatedTests.Repeated"];

        Assert.That(result.Outcome, Is.EqualTo("Passed"), result.Message);
        Assert.That(result.Output, Does.Contain("repetition 3 done"));
    }

    [Test]
    public void Each_retry_starts_from_the_baseline()
    {
        InnerResult result = InnerRun.Default["RepeatedTests.Retried"];

        Assert.That(result.Outcome, Is.EqualTo("Passed"), result.Message);
        Assert.That(result.Output, Does.Contain("try 3 found 1"));
    }

    [Test]
    public void A_swallowed_refusal_fails_a_test_that_may_be_retried() => Assert.That(InnerRun.Default["RepeatedTests.Retried_after_a_refusal"].Message, Does.Contain("DBG1001"));

    [TestCase("Is_cancelled_after_a_while")]
    [TestCase("Has_a_maximal_time")]
    [TestCase("Comes_after_them")]
    public void Limits_of_time_change_nothing(string test) => AssertPassed($"LimitedTests.{test}");

    [Test]
    public void A_test_with_a_maximal_time_and_no_mark_is_closed() => Assert.That(InnerRun.Default["LimitedTests.Has_a_maximal_time_and_no_database"].Message, Does.Contain("DBG1001"));

    [Test]
    [Property("Parity", "C22")]
    [TestCase("First")]
    [TestCase("Second")]
    public void Asynchronous_set_up_test_and_tear_down_use_one_database(string test) => AssertPassed($"AsyncTests.{test}");

    [TestCase("First")]
    [TestCase("Second")]
    [Property("Parity", "A11")]
    public void A_fixture_made_for_each_test_is_disposed_with_access_and_before_the_baseline_is_restored(string test) => AssertPassed($"FixturePerTestTests.{test}");

    [Test]
    [Property("Parity", "A9")]
    public void The_constructor_of_a_fixture_made_for_each_test_is_closed()
    {
        AssertPassed("FixturePerTestTests.Constructor_is_closed");
        InnerResult result = InnerRun.Default["FixturePerTestOpensInConstructorTests.Test_of_the_fixture"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.Contain("DBG1001: The constructor of 'NUnit.DbGuard.Tests.Inner.Situations.Kinds.FixturePerTestOpensInConstructorTests.Test_of_the_fixture' opened database 'default'."));
    }

    [TestCase("First")]
    [TestCase("Second")]
    [Property("Parity", "A8")]
    public void A_refusal_swallowed_in_the_constructor_fails_the_test_that_it_was_made_for(string test)
    {
        InnerResult result = InnerRun.Default[$"FixturePerTestSwallowsInConstructorTests.{test}"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.Contain($"DBG1001: The constructor of 'NUnit.DbGuard.Tests.Inner.Situations.Kinds.FixturePerTestSwallowsInConstructorTests.{test}'"));
    }

    private static void AssertPassed(string name)
    {
        InnerResult result = InnerRun.Default[name];

        Assert.That(result.Outcome, Is.EqualTo("Passed"), result.Message);
    }
}
