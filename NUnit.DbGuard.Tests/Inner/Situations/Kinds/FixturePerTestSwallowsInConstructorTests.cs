namespace NUnit.DbGuard.Tests.Inner.Situations.Kinds;

[RequiresDatabase]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class FixturePerTestSwallowsInConstructorTests
{
    public FixturePerTestSwallowsInConstructorTests()
    {
        try
        {
            Items.Count();
        }
        catch (DatabaseAccessBlockedException)
        {
            // As application code may.
        }
    }

    [Test]
    public void First() => Items.Count();

    [Test]
    public void Second() => Items.Count();
}
