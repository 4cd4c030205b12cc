namespace NUnit.DbGuard.Tests.Inner.Situations.SetUps;

/// <summary>Runs after fixtures whose one-time set-up wrote.</summary>
public sealed class NextFixtureTests
{
    [Test]
    [RequiresDatabase]
    public void Finds_the_baseline() => Assert.That(Items.Count(), Is.EqualTo(1));

    [Test]
    public void Opens_without_a_mark() => Items.Open();
}
