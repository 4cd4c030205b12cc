namespace NUnit.DbGuard.Tests.Inner.Situations.Marks;

[RequiresDatabase("default", "second")]
public sealed class RemarkedBaseTests : MarkedBase
{
    [Test]
    public void Own_test() => Assert.That(Items.Count("Data Source=second.db"), Is.Zero);

    public override void Overridden_with_no_mark() => Assert.That(Items.Count(), Is.EqualTo(1));

    public override void Overridden_and_closed() => Assert.That(Items.Count(), Is.EqualTo(1));

    public override void Overridden_and_opened() => Assert.That(DatabaseAccess.IsAllowed, Is.False);
}
