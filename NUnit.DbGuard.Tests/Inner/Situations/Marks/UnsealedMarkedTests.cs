namespace NUnit.DbGuard.Tests.Inner.Situations.Marks;

[RequiresDatabase]
public class UnsealedMarkedTests
{
    [Test]
    public void Is_open_unless_a_derived_fixture_closes_it() => Assert.That(DatabaseAccess.IsAllowed, Is.EqualTo(GetType() == typeof(UnsealedMarkedTests)));
}
