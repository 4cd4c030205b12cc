namespace NUnit.DbGuard.Tests.Inner.Situations.Marks;

[RequiresDatabase]
[TestFixture(typeof(int))]
[TestFixture(typeof(string))]
public sealed class GenericTests<T>
{
    [Test]
    public void Takes_the_generic_fixtures_mark() => Assert.That(Items.Count(), Is.EqualTo(1), typeof(T).Name);

    [Test]
    [NoDatabase]
    public void Is_closed_again() => Assert.That(DatabaseAccess.IsAllowed, Is.False, typeof(T).Name);
}
