namespace NUnit.DbGuard.Tests.Inner.Situations.Marks;

[NoDatabase]
public sealed class ClosedBaseTests : UnsealedMarkedTests
{
    [Test]
    public void Own_test() => Assert.That(DatabaseAccess.IsAllowed, Is.False);
}
