namespace NUnit.DbGuard.Tests.Inner.Situations.Marks.Spaced;

public sealed class SpacedTests
{
    [Test]
    public void Takes_the_mark_of_its_namespaces_set_up_fixture() => Assert.That(Items.Count(), Is.EqualTo(2));

    [Test]
    [NoDatabase]
    public void Is_closed_again() => Assert.That(DatabaseAccess.IsAllowed, Is.False);

    [Test]
    [RequiresDatabase("second")]
    public void Takes_its_own_mark() => Assert.That(Items.Count("Data Source=second.db"), Is.Zero);
}
