namespace NUnit.DbGuard.Tests.Inner.Situations;

/// <summary>Counting in a test without a mark.</summary>
public sealed class UncountedTests
{
    [Test]
    public void None_is_none() => Assert.That(static () => 1 + 1, Executes.Exactly(0));
}
