namespace NUnit.DbGuard.Tests.Inner.Situations.Kinds;

/// <summary>Attributes that wrap a test, or run it on another thread.</summary>
[RequiresDatabase]
public sealed class LimitedTests
{
    [Test]
    [CancelAfter(60_000)]
    public async Task Is_cancelled_after_a_while(CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        AddOne();
    }

    [Test]
    [MaxTime(60_000)]
    public void Has_a_maximal_time() => AddOne();

    [Test]
    [MaxTime(60_000)]
    [NoDatabase]
    public void Has_a_maximal_time_and_no_database() => Items.Count();

    [Test]
    [Explicit]
    public void Is_run_only_by_name() => AddOne();

    [Test]
    public void Comes_after_them() => AddOne();

    private static void AddOne()
    {
        Assert.That(Items.Count(), Is.EqualTo(1));
        Items.Add("the same name");
        Assert.That(Items.Count(), Is.EqualTo(2));
    }
}
