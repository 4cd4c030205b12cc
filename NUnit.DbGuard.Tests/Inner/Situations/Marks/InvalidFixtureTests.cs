namespace NUnit.DbGuard.Tests.Inner.Situations.Marks;

[RequiresDatabase]
[NoDatabase]
public sealed class InvalidFixtureTests
{
    [Test]
    public void Test_of_the_fixture() => Assert.Fail("It must not run.");

    [Test]
    [RequiresDatabase]
    public void Test_with_a_mark_of_its_own() => Assert.Fail("It must not run.");
}
