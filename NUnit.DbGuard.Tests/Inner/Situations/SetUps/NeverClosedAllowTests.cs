namespace NUnit.DbGuard.Tests.Inner.Situations.SetUps;

public sealed class NeverClosedAllowTests
{
    [OneTimeSetUp]
    public void SetUp() => DatabaseAccess.Allow();

    [OneTimeTearDown]
    public void TearDown() => TestContext.Out.WriteLine($"allowed in tear-down: {DatabaseAccess.IsAllowed}");

    [Test]
    public void Is_over_in_the_test() => Assert.That(DatabaseAccess.IsAllowed, Is.False);
}
