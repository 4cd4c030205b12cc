using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Lifecycle;

/// <summary>Code that runs around a fixture's tests: open with the fixture's mark, closed without.</summary>
public sealed class OneTimeSetUpTests
{
    [TestCase("MarkedOneTimeTests.First")]
    [TestCase("MarkedOneTimeTests.Second")]
    [Property("Parity", "A9")]
    [Property("Parity", "C21")]
    public void What_a_marked_fixtures_set_up_writes_is_there_for_each_of_its_tests(string name) => AssertPassed(name);

    [Test]
    [Property("Parity", "A9")]
    [Property("Parity", "C21")]
    public void A_marked_fixtures_tear_down_finds_what_its_set_up_wrote() => AssertPassed("SetUps.MarkedOneTimeTests.Second", suite: "SetUps.MarkedOneTimeTests");

    [TestCase("SetUps.NextFixtureTests.Finds_the_baseline")]
    [TestCase("SpacedTests.Takes_the_mark_of_its_namespaces_set_up_fixture")]
    [Property("Parity", "C21")]
    public void What_one_fixtures_set_up_writes_is_gone_for_the_next(string name) => AssertPassed(name);

    [TestCase("MarkedOneTimeTests.Opens_in_a_closed_test")]
    [TestCase("NextFixtureTests.Opens_without_a_mark")]
    [Property("Parity", "A4")]
    public void A_connection_pooled_by_a_fixtures_set_up_or_tear_down_does_not_open_an_unmarked_test(string name)
    {
        InnerResult result = InnerRun.Default[name];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.Contain("DBG1001:").And.Contains("opened database 'default'"));
    }

    [TestCase("First")]
    [TestCase("Second")]
    [Property("Parity", "A9")]
    [Property("Parity", "A18")]
    public void An_unmarked_fixtures_set_up_is_refused_and_so_its_tests_fail(string test)
    {
        InnerResult result = InnerRun.Default[$"UnmarkedOneTimeSetUpTests.{test}"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.Contain("DBG1001: The one-time set-up or tear-down of 'NUnit.DbGuard.Tests.Inner.Situations.SetUps.UnmarkedOneTimeSetUpTests' opened database 'default', but its suite is not marked as needing one."));
        Assert.That(result.Message, Does.Not.Contain("It must not run."));
    }

    [Test]
    [Property("Parity", "A9")]
    public void An_unmarked_fixtures_tear_down_is_refused()
    {
        InnerResult suite = InnerRun.Default["SetUps.UnmarkedOneTimeTearDownTests"];

        Assert.That(suite.Message, Does.StartWith("TearDown : NUnit.DbGuard.DatabaseAccessBlockedException : DBG1001:"));
        AssertPassed("UnmarkedOneTimeTearDownTests.Test_of_the_fixture");
    }

    [TestCase("SwallowingOneTimeSetUpTests", "SwallowingOneTimeSetUpTests' opened database 'default'")]
    [TestCase("SwallowingConstructorTests", "The constructor of 'NUnit.DbGuard.Tests.Inner.Situations.SetUps.SwallowingConstructorTests' opened database 'default'")]
    [Property("Parity", "A8")]
    public void A_refusal_swallowed_there_fails_the_fixtures_first_test(string fixture, string message)
    {
        InnerResult first = InnerRun.Default[$"{fixture}.First"];

        Assert.That(first.Outcome, Is.EqualTo("Failed"));
        Assert.That(first.Message, Does.Contain("DBG1001:").And.Contains(message));
        AssertPassed($"{fixture}.Second");
    }

    [TestCase("ConstructorTests")]
    [TestCase("FieldInitialiserTests")]
    [TestCase("BaseConstructorTests")]
    [TestCase("StaticConstructorTests")]
    [Property("Parity", "A9")]
    public void A_constructor_is_refused_though_its_fixture_has_a_mark(string fixture)
    {
        InnerResult result = InnerRun.Default[$"SetUps.{fixture}.Test_of_the_fixture"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.Contain($"DBG1001: The constructor of 'NUnit.DbGuard.Tests.Inner.Situations.SetUps.{fixture}' opened database 'default'."));
        Assert.That(result.Message, Does.Contain("Fix:   move the access to [SetUp] or [OneTimeSetUp] of a fixture that has [RequiresDatabase]."));
    }

    [Test]
    public void A_constructor_of_a_marked_fixture_is_told_so() => AssertPassed("MarkedOneTimeTests.Constructor_is_closed");

    [Test]
    [Property("Parity", "A3")]
    public void A_static_initialiser_may_do_what_the_test_may_that_touches_its_type_first()
    {
        InnerResult refused = InnerRun.Default["StaticInitialiserTests.Is_first_touched_in_an_unmarked_test"];

        AssertPassed("StaticInitialiserTests.Is_first_touched_in_a_marked_test");
        Assert.That(refused.Outcome, Is.EqualTo("Failed"));
        Assert.That(refused.Message, Does.Contain("TypeInitializationException").And.Contains("DBG1001:"));
    }

    [TestCase("AllowingOneTimeSetUpTests.First")]
    [TestCase("AllowingOneTimeSetUpTests.Second")]
    [TestCase("AllowingOneTimeSetUpTests.Is_closed_before_and_after_Allow")]
    [Property("Parity", "A13")]
    [Property("Parity", "A15")]
    public void What_an_unmarked_fixtures_set_up_writes_in_Allow_is_there_for_each_of_its_tests(string name) => AssertPassed(name);

    [TestCase("NeverClosedAllowTests.Is_over_in_the_test")]
    [TestCase("NeverClosedAllowThenTests.Is_closed_in_the_next_fixture")]
    [Property("Parity", "A14")]
    public void A_scope_that_a_set_up_never_disposes_opens_nothing_else(string name) => AssertPassed(name);

    [TestCase(1)]
    [TestCase(2)]
    [Property("Parity", "A15")]
    public void What_the_constructor_of_a_fixture_made_for_each_test_writes_in_Allow_is_discarded(int number) => AssertPassed($"AllowingConstructorTests.Test_of_the_fixture({number})");

    [Test]
    [Property("Parity", "A13")]
    public void Block_in_set_up_refuses_there_and_not_in_the_tests() => AssertPassed("BlockingOneTimeSetUpTests.Block_ended_with_the_set_up");

    [Test]
    [Property("Parity", "A5")]
    public void What_an_unmarked_fixtures_set_up_opened_in_Allow_is_refused_after_it()
    {
        InnerResult result = InnerRun.Default["OneTimeSetUpReadsOnAfterAllowTests.Looks_at_what_was_refused"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Output, Does.Contain("DBG1001 DBG1001 DBG1001"));
    }

    private static void AssertPassed(string name, string? suite = null)
    {
        InnerResult result = InnerRun.Default[name];

        Assert.That(result.Outcome, Is.EqualTo("Passed"), result.Message);
        Assert.That(suite is null ? string.Empty : InnerRun.Default[suite].Message, Does.Not.Contain("TearDown"));
    }
}
