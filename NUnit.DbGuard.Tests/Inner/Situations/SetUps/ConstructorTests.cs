namespace NUnit.DbGuard.Tests.Inner.Situations.SetUps;

[RequiresDatabase]
public sealed class ConstructorTests
{
    public ConstructorTests() => Items.Count();

    [Test]
    public void Test_of_the_fixture() => Assert.Fail("It must not run.");
}
