namespace NUnit.DbGuard.Tests.Inner.Situations;

/// <summary>Run with <c>keep-db</c> on several workers: each fails, or finds the baseline.</summary>
[Category("Separate")]
[RequiresDatabase]
[Parallelizable(ParallelScope.All)]
public sealed class FailingInParallelTests
{
    [Test]
    public void Adds_the_same_name([Range(1, 12)] int number)
    {
        FailingTests.Add("committed");
        Assert.That(number % 3, Is.Not.Zero, "as it is meant to");
    }
}
