namespace NUnit.DbGuard.Tests.Inner.Situations.Marks;

[RequiresDatabase]
public abstract class GenericMarkedBase<T>
{
    [Test]
    public void Takes_the_mark_of_the_generic_base() => Assert.That(Items.Count(), Is.EqualTo(1), typeof(T).Name);
}
