namespace NUnit.DbGuard.Tests.Inner.Situations.Marks;

[RequiresDatabase(Isolation = DatabaseIsolation.Clone)]
public abstract class MarkedBase
{
    [Test]
    public void Inherited_test() => Assert.That(DatabaseAccess.IsAllowed && Items.Count() == 1, Is.True);

    [Test]
    [RequiresDatabase(Isolation = DatabaseIsolation.Flush)]
    public void Inherited_test_with_a_mark() => Assert.That(Items.Count(), Is.EqualTo(1));

    [Test]
    [RequiresDatabase]
    public virtual void Overridden_with_no_mark() => Assert.Fail("It is overridden.");

    [Test]
    [RequiresDatabase]
    public virtual void Overridden_and_closed() => Assert.Fail("It is overridden.");

    [Test]
    [NoDatabase]
    public virtual void Overridden_and_opened() => Assert.Fail("It is overridden.");
}
