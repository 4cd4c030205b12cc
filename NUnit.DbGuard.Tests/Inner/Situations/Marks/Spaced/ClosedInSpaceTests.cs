namespace NUnit.DbGuard.Tests.Inner.Situations.Marks.Spaced;

[NoDatabase]
public sealed class ClosedInSpaceTests
{
    [Test]
    public void Is_closed_again() => Assert.That(DatabaseAccess.IsAllowed, Is.False);
}
