namespace NUnit.DbGuard.Tests.Inner.Situations.SetUps;

public sealed class UnmarkedOneTimeTearDownTests
{
    [OneTimeTearDown]
    public void TearDown() => Items.Count();

    [Test]
    [RequiresDatabase]
    public void Test_of_the_fixture() => Assert.That(Items.Count(), Is.EqualTo(1));
}
