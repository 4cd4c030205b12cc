namespace NUnit.DbGuard.Tests.Inner.Situations;

/// <summary>Run with <c>keep-db</c>: what the test would leave lies on top of what others start from.</summary>
[Category("Separate")]
[RequiresDatabase]
public sealed class FailingOnSuiteDataTests
{
    [OneTimeSetUp]
    public void AddForAll() => FailingTests.Add("of the suite");

    [Test]
    public void Fails()
    {
        FailingTests.Add("committed");
        Assert.Fail("as it is meant to");
    }
}
