namespace NUnit.DbGuard.Tests.Inner.Situations.Marks;

[RequiresDatabase("default", "second", Isolation = DatabaseIsolation.Flush)]
public sealed class MarkedFixtureTests
{
    [Test]
    public void Takes_the_fixtures_mark()
    {
        Assert.That(Items.Count(), Is.EqualTo(1));
        Assert.That(Items.Count("Data Source=second.db"), Is.Zero);
    }

    [Test]
    [RequiresDatabase]
    public void Takes_its_own_mark() => Assert.That(Items.Count(), Is.EqualTo(1));

    [Test]
    [RequiresDatabase]
    public void Uses_what_only_the_fixtures_mark_names() => Items.Count("Data Source=second.db");

    [Test]
    [NoDatabase]
    public void Is_closed_again() => Assert.That(DatabaseAccess.IsAllowed, Is.False);

    [Test]
    [NoDatabase]
    public void Is_closed_again_and_opens_it() => Items.Count();

    [TestCase(1)]
    [TestCase(2)]
    [RequiresDatabase]
    public void Takes_its_own_mark_in_each_case(int number) => Assert.That(Items.Count(), Is.EqualTo(1), $"case {number}");

    [TestCase(1)]
    [NoDatabase]
    public void Is_closed_again_in_each_case(int number) => Assert.That(DatabaseAccess.IsAllowed, Is.False, $"case {number}");
}
