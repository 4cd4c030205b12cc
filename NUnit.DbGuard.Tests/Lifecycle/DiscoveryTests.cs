using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Lifecycle;

/// <summary>Test case sources run before any test does.</summary>
[Property("Parity", "A3")]
public sealed class DiscoveryTests
{
    private static readonly Lazy<InnerRun> s_run = new(static () =>
        InnerRun.Of("FullyQualifiedName~SetUps.SourceTests", environment: new Dictionary<string, string> { ["INNER_DISCOVERY"] = "1" }));

    [Test]
    public void A_source_that_opens_a_database_makes_its_test_invalid()
    {
        InnerResult result = s_run.Value["SourceTests.Has_a_source_that_opens_the_database()"];

        Assert.That((result.Outcome, result.Label), Is.EqualTo(("Failed", "Invalid")));
        Assert.That(result.Message, Does.Contain("DBG1001: Code outside of every test (a static initialiser, a test case source, or work left over) opened database 'default'."));
    }

    [Test]
    public void A_source_is_told_that_it_may_not() => Assert.That(s_run.Value["SourceTests.Has_a_source_that_asks_whether_it_may(False)"].Outcome, Is.EqualTo("Passed"));

    [Test]
    [Property("Parity", "A15")]
    public void What_a_source_writes_in_Allow_is_seen_there_and_discarded()
    {
        InnerResult result = s_run.Value["SourceTests.Has_a_source_with_Allow(2L)"];

        Assert.That(result.Outcome, Is.EqualTo("Passed"), result.Message);
        Assert.That(result.Output, Does.Contain("the source saw 2"));
    }
}
