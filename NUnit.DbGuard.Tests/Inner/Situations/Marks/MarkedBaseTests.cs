namespace NUnit.DbGuard.Tests.Inner.Situations.Marks;

public sealed class MarkedBaseTests : MarkedBase
{
    [Test]
    public void Own_test() => Assert.That(Items.Count(), Is.EqualTo(1));

    public override void Overridden_with_no_mark() => Assert.That(Items.Count(), Is.EqualTo(1));

    [NoDatabase]
    public override void Overridden_and_closed() => Assert.That(DatabaseAccess.IsAllowed, Is.False);

    [RequiresDatabase(Isolation = DatabaseIsolation.Flush)]
    public override void Overridden_and_opened() => Assert.That(Items.Count(), Is.EqualTo(1));
}
