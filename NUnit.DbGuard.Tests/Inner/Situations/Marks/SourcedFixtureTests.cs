#pragma warning disable CA1034 // Nesting is the situation.
namespace NUnit.DbGuard.Tests.Inner.Situations.Marks;

[RequiresDatabase]
[TestFixtureSource(nameof(Numbers))]
public sealed class SourcedFixtureTests(int number)
{
    public static IEnumerable<int> Numbers() => [1, 2];

    [Test]
    public void Takes_the_fixtures_mark() => Assert.That(Items.Count(), Is.EqualTo(1), $"fixture {number}");

    [NoDatabase]
    [TestFixtureSource(typeof(SourcedFixtureTests), nameof(Numbers))]
    public sealed class ClosedTests(int number)
    {
        [Test]
        public void Is_closed_again() => Assert.That(DatabaseAccess.IsAllowed, Is.False, $"fixture {number}");
    }
}
