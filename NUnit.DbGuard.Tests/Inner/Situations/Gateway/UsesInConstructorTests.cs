namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway;

[RequiresDatabase]
[Category("Separate")]
public sealed class UsesInConstructorTests
{
    public UsesInConstructorTests() => Rows.Add("in the constructor");

    [Test]
    public void Test_of_the_fixture() => Assert.Fail("It must not run.");
}
