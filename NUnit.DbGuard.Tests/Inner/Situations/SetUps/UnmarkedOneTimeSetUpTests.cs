namespace NUnit.DbGuard.Tests.Inner.Situations.SetUps;

public sealed class UnmarkedOneTimeSetUpTests
{
    [OneTimeSetUp]
    public void SetUp() => Items.Count();

    [Test]
    [RequiresDatabase]
    public void First() => Assert.Fail("It must not run.");

    [Test]
    public void Second() => Assert.Fail("It must not run.");
}
