using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Lifecycle;

/// <summary>The order of tests never matters, whatever isolation each asks for.</summary>
public sealed class TestOrderTests
{
    [Test]
    [Property("Parity", "E1")]
    [Property("Parity", "E2")]
    [Property("Parity", "E5")]
    [Property("Parity", "D7")]
    public void Each_test_starts_from_the_baseline_after_every_kind_of_other_test()
    {
        InnerResult[] steps = [.. InnerRun.Default.Results.Where(static result => result.FullName.Contains(".MixedOrderTests.", StringComparison.Ordinal))];

        Assert.That(steps, Has.Length.EqualTo(17));
        Assert.That(steps.Where(static step => step.Outcome != "Passed").Select(static step => $"{step.FullName}: {step.Message}"), Is.Empty);
    }

    [Test]
    [Property("Parity", "E3")]
    [Property("Parity", "E4")]
    public void Tests_of_mixed_needs_run_in_the_order_that_NUnit_gives_them()
    {
        string[] steps = [.. InnerRun.Default.Results.Select(static result => result.FullName).Where(static name => name.Contains(".MixedOrderTests.", StringComparison.Ordinal))];

        Assert.That(steps, Is.Ordered);
    }
}
