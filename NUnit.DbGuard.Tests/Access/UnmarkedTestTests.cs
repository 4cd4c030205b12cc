using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Access;

/// <summary>A test without a mark that touches a database.</summary>
public sealed class UnmarkedTestTests
{
    [Test]
    [Property("Parity", "A1")]
    public void Opening_a_connection_in_an_unmarked_test_is_blocked()
    {
        InnerResult result = InnerRun.Default["UnmarkedTests.Opens_the_database"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.StartWith("NUnit.DbGuard.DatabaseAccessBlockedException : DBG1001: 'NUnit.DbGuard.Tests.Inner.Situations.UnmarkedTests.Opens_the_database' opened database 'default'"));
        Assert.That(result.Message, Does.Contain("at Items.Open"));
    }

    [Test]
    [Property("Parity", "A8")]
    public void A_refusal_that_the_code_swallows_fails_the_test_at_its_end()
    {
        InnerResult result = InnerRun.Default["UnmarkedTests.Swallows_the_refusal"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.Contain("DBG1001"));
    }

    [Test]
    [Property("Parity", "F1")]
    public void A_test_that_needs_no_database_runs() => Assert.That(InnerRun.Default["UnmarkedTests.Needs_no_database"].Outcome, Is.EqualTo("Passed"));
}
