namespace NUnit.DbGuard.Tests.Inner.Situations.Marks;

[RequiresDatabase]
[TestFixture(1)]
[TestFixture(2)]
public sealed class ParameterizedFixtureTests(int number)
{
    [Test]
    public void Takes_the_fixtures_mark() => Assert.That(Items.Count(), Is.EqualTo(1), $"fixture {number}");
}
