namespace NUnit.DbGuard.Tests.Inner.Situations.Kinds;

[RequiresDatabase]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class FixturePerTestOpensInConstructorTests
{
    public FixturePerTestOpensInConstructorTests() => Items.Count();

    [Test]
    public void Test_of_the_fixture() => Assert.Pass();
}
