using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Lifecycle;

/// <summary>A mark that contradicts itself makes its tests invalid, and no others.</summary>
public sealed class InvalidMarkTests
{
    [TestCase("Has_an_empty_name", "a database name is empty")]
    [TestCase("Has_a_null_name", "a database name is empty")]
    [TestCase("Has_an_empty_name_in_each_case(1)", "a database name is empty")]
    [TestCase("Names_one_twice", "a database is named twice")]
    [TestCase("Names_all_and_one", "'*' stands beside other names")]
    [TestCase("Names_no_isolation", "42 is no isolation")]
    [Property("Parity", "B2")]
    public void A_bad_mark_makes_the_test_invalid(string test, string problem)
    {
        InnerResult result = InnerRun.Default[$"Marks.InvalidMarkTests.{test}"];

        Assert.That((result.Outcome, result.Label), Is.EqualTo(("Failed", "Invalid")));
        Assert.That(result.Message, Does.Contain("DBG2003: [RequiresDatabase] on 'NUnit.DbGuard.Tests.Inner.Situations.Marks.InvalidMarkTests.Has").Or.Contains("InvalidMarkTests.Names"));
        Assert.That(result.Message, Does.Contain($"is not valid: {problem}.").And.Contains("Fix:   name each database once"));
    }

    [Test]
    [Property("Parity", "B4")]
    public void Both_marks_on_one_method_make_the_test_invalid()
    {
        InnerResult result = InnerRun.Default["Marks.InvalidMarkTests.Has_both_marks"];

        Assert.That((result.Outcome, result.Label), Is.EqualTo(("Failed", "Invalid")));
        Assert.That(result.Message, Does.StartWith("DBG2003: 'NUnit.DbGuard.Tests.Inner.Situations.Marks.InvalidMarkTests.Has_both_marks' carries both [RequiresDatabase] and [NoDatabase]."));
    }

    [TestCase("Test_of_the_fixture")]
    [TestCase("Test_with_a_mark_of_its_own")]
    [Property("Parity", "B4")]
    public void Both_marks_on_one_fixture_make_its_tests_invalid(string test)
    {
        InnerResult result = InnerRun.Default[$"InvalidFixtureTests.{test}"];

        Assert.That((result.Outcome, result.Label), Is.EqualTo(("Failed", "Invalid")));
        Assert.That(result.Message, Does.Contain("DBG2003: 'NUnit.DbGuard.Tests.Inner.Situations.Marks.InvalidFixtureTests' carries both"));
    }

    [Test]
    [Property("Parity", "B2")]
    public void Other_tests_of_the_fixture_run() => Assert.That(InnerRun.Default["Marks.InvalidMarkTests.Has_no_mark"].Outcome, Is.EqualTo("Passed"));
}
