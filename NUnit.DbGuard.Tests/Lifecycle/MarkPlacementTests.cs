using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Lifecycle;

/// <summary>Which mark holds for a test, by where marks are written. Each inner test uses what its mark must have opened.</summary>
public sealed class MarkPlacementTests
{
    [TestCase("MarkedMethodTests.Has_the_database_in_set_up_and_tear_down", "Database.default Isolation.Rollback")]
    [TestCase("MarkedFixtureTests.Takes_the_fixtures_mark", "Database.default Database.second Isolation.Flush")]
    [TestCase("ParameterizedFixtureTests(1).Takes_the_fixtures_mark", "Database.default Isolation.Rollback")]
    [TestCase("ParameterizedFixtureTests(2).Takes_the_fixtures_mark", "Database.default Isolation.Rollback")]
    [TestCase("SourcedFixtureTests(1).Takes_the_fixtures_mark", "Database.default Isolation.Rollback")]
    [TestCase("SourcedFixtureTests(2).Takes_the_fixtures_mark", "Database.default Isolation.Rollback")]
    [Property("Parity", "B1")]
    public void A_mark_on_a_method_or_a_fixture_opens_its_tests(string name, string categories) => AssertPassedWith(name, categories);

    [TestCase("MarkedFixtureTests.Takes_its_own_mark", "Database.default Isolation.Rollback")]
    [TestCase("MarkedFixtureTests.Takes_its_own_mark_in_each_case(1)", "Database.default Isolation.Rollback")]
    [TestCase("MarkedFixtureTests.Takes_its_own_mark_in_each_case(2)", "Database.default Isolation.Rollback")]
    [TestCase("MarkedBaseTests.Inherited_test_with_a_mark", "Database.default Isolation.Flush")]
    [TestCase("RemarkedBaseTests.Inherited_test_with_a_mark", "Database.default Isolation.Flush")]
    [Property("Parity", "B3")]
    public void A_methods_mark_replaces_the_fixtures_and_merges_nothing(string name, string categories) => AssertPassedWith(name, categories);

    [Test]
    [Property("Parity", "B3")]
    public void What_only_the_replaced_mark_names_stays_closed()
    {
        InnerResult result = InnerRun.Default["MarkedFixtureTests.Uses_what_only_the_fixtures_mark_names"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.Contain("DBG1003:").And.Contains("opened database 'second', but its mark opens only 'default'."));
    }

    [TestCase("MarkedBaseTests.Inherited_test", "Database.default Isolation.Clone")]
    [TestCase("MarkedBaseTests.Own_test", "Database.default Isolation.Clone")]
    [TestCase("GenericMarkedBaseTests.Takes_the_mark_of_the_generic_base", "Database.default Isolation.Rollback")]
    [Property("Parity", "A19")]
    [Property("Parity", "B5")]
    public void A_base_classs_mark_opens_derived_fixtures(string name, string categories) => AssertPassedWith(name, categories);

    [TestCase("RemarkedBaseTests.Inherited_test")]
    [TestCase("RemarkedBaseTests.Own_test")]
    [Property("Parity", "B3")]
    public void A_fixtures_mark_replaces_its_base_classs(string name) => AssertPassedWith(name, "Database.default Database.second Isolation.Rollback");

    [TestCase("MarkedBaseTests.Overridden_with_no_mark", "Database.default Isolation.Rollback")]
    [TestCase("RemarkedBaseTests.Overridden_with_no_mark", "Database.default Isolation.Rollback")]
    [TestCase("MarkedBaseTests.Overridden_and_opened", "Database.default Isolation.Flush")]
    [TestCase("MarkedBaseTests.Overridden_and_closed", "")]
    [TestCase("RemarkedBaseTests.Overridden_and_opened", "")]
    [Property("Parity", "B5")]
    public void An_overriding_method_takes_the_overridden_ones_mark_unless_it_has_its_own(string name, string categories) => AssertPassedWith(name, categories);

    [TestCase("OuterTests.Outer_test", "Database.second Isolation.Rollback")]
    [TestCase("OuterTests+NestedTests.Takes_the_outer_classs_mark", "Database.second Isolation.Rollback")]
    [TestCase("OuterTests+NestedWithBaseTests.Inherited_test", "Database.default Isolation.Clone")]
    [TestCase("OuterTests+ClosedTests.Is_closed_again", "")]
    [TestCase("OuterTests+ClosedTests.Is_opened_by_its_own_mark", "Database.default Isolation.Rollback")]
    [TestCase("OuterTests+ClosedTests+DeepTests.Takes_the_nearest_outer_classs_mark", "")]
    [Property("Parity", "B5")]
    public void A_nested_fixture_without_a_mark_takes_its_outer_classs(string name, string categories) => AssertPassedWith(name, categories);

    [TestCase("GenericTests<Int32>")]
    [TestCase("GenericTests<String>")]
    [Property("Parity", "B5")]
    public void A_generic_fixtures_mark_opens_each_instance_of_it(string fixture)
    {
        AssertPassedWith($"{fixture}.Takes_the_generic_fixtures_mark", "Database.default Isolation.Rollback");
        AssertPassedWith($"{fixture}.Is_closed_again", string.Empty);
    }

    [TestCase("SpacedTests.Takes_the_mark_of_its_namespaces_set_up_fixture", "Database.default Isolation.Rollback")]
    [TestCase("SpacedTests.Takes_its_own_mark", "Database.second Isolation.Rollback")]
    [TestCase("SpacedTests.Is_closed_again", "")]
    [TestCase("ClosedInSpaceTests.Is_closed_again", "")]
    [Property("Parity", "B5")]
    [Property("Parity", "A20")]
    public void A_namespaces_set_up_fixture_opens_its_tests(string name, string categories) => AssertPassedWith(name, categories);

    [TestCase("MarkedFixtureTests.Is_closed_again")]
    [TestCase("MarkedFixtureTests.Is_closed_again_in_each_case(1)")]
    [TestCase("ClosedBaseTests.Own_test")]
    [TestCase("ClosedBaseTests.Is_open_unless_a_derived_fixture_closes_it")]
    [TestCase("MarkedMethodTests.Has_no_mark")]
    public void NoDatabase_closes_what_a_wider_mark_opened(string name) => AssertPassedWith(name, string.Empty);

    [Test]
    public void A_test_that_NoDatabase_closes_is_refused_as_an_unmarked_one()
    {
        InnerResult result = InnerRun.Default["MarkedFixtureTests.Is_closed_again_and_opens_it"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.Contain("DBG1001: 'NUnit.DbGuard.Tests.Inner.Situations.Marks.MarkedFixtureTests.Is_closed_again_and_opens_it' opened database 'default'"));
    }

    private static void AssertPassedWith(string name, string categories)
    {
        InnerResult result = InnerRun.Default[name];
        string[] expected = categories.Length == 0 ? [] : ["Database", .. categories.Split(' ')];

        Assert.That(result.Outcome, Is.EqualTo("Passed"), result.Message);
        Assert.That(result.Categories, Is.EquivalentTo(expected));
    }
}
