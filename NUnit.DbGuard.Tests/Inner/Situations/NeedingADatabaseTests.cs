namespace NUnit.DbGuard.Tests.Inner.Situations;

/// <summary>Run with many set-ups, whole and broken.</summary>
[Category("Separate")]
public sealed class NeedingADatabaseTests
{
    [Test]
    [RequiresDatabase]
    public void Counts_items() => Assert.That(Items.Count(), Is.EqualTo(1));

    [Test]
    [RequiresDatabase]
    public void Counts_items_again() => Assert.That(Items.Count(), Is.EqualTo(1));

    [Test]
    [RequiresDatabase("second")]
    public void Uses_the_second() => Assert.That(Items.Count("Data Source=second.db"), Is.Zero);

    [Test]
    public void Needs_none() => Assert.That(1 + 1, Is.EqualTo(2));
}
