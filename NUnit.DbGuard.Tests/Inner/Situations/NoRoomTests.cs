namespace NUnit.DbGuard.Tests.Inner.Situations;

/// <summary>Run with the set-up <c>large</c> and two workers where a baseline and one copy fit, and no second one.</summary>
[Category("Separate")]
public sealed class NoRoomTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(1);
    private static readonly Barrier s_both = new(2);

    [Test]
    [Parallelizable(ParallelScope.Children)]
    [RequiresDatabase]
    public void Works_beside_another([Range(1, 2)] int number)
    {
        TestContext.Out.WriteLine(number);
        Assert.That(s_both.SignalAndWait(s_limit), Is.True);
        try
        {
            Assert.That(Items.Count(), Is.EqualTo(3));
        }
        finally
        {
            s_both.SignalAndWait(s_limit);
        }
    }

    [Test]
    [NonParallelizable]
    [RequiresDatabase]
    public void The_baseline_is_unharmed() => Assert.That(Items.Count(), Is.EqualTo(3));
}
