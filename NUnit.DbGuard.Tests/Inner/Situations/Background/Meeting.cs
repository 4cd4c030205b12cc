namespace NUnit.DbGuard.Tests.Inner.Situations.Background;

/// <summary>Two tests that run at the same time: both begin, one asks the worker, both end.</summary>
internal static class Meeting
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);
    private static readonly Barrier s_barrier = new(2);

    public static void Attend(Action? work = null)
    {
        Assert.That(s_barrier.SignalAndWait(s_limit), Is.True, "the other test did not begin");
        try
        {
            work?.Invoke();
        }
        finally
        {
            Assert.That(s_barrier.SignalAndWait(s_limit), Is.True, "the other test did not end");
        }
    }

    public static void Report(Action work) => TestContext.Out.WriteLine(Refused.Swallow(() => Worker.Old.Run(work))?.Message ?? "not refused");
}
