namespace NUnit.DbGuard.Tests.Inner.Situations.SetUps;

/// <summary>A constructor that runs for each test, before that test has a database: what it writes is discarded.</summary>
[RequiresDatabase]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class AllowingConstructorTests
{
    private readonly long _seen;

    public AllowingConstructorTests()
    {
        using (DatabaseAccess.Allow())
        {
            Items.Add("of the constructor");
            _seen = Items.Count();
        }
    }

    [TestCase(1)]
    [TestCase(2)]
    public void Test_of_the_fixture(int number)
    {
        Assert.That(_seen, Is.EqualTo(2), $"case {number}");
        Assert.That(Items.Count(), Is.EqualTo(1));
    }
}
