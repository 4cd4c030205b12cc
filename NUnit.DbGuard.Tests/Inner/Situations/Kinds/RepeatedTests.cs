namespace NUnit.DbGuard.Tests.Inner.Situations.Kinds;

[RequiresDatabase]
public sealed class RepeatedTests
{
    private int _retries;
    private int _repetitions;

    [Test]
    [Repeat(3)]
    public void Repeated()
    {
        _repetitions++;
        Assert.That(Items.Count(), Is.EqualTo(1), $"repetition {_repetitions}");
        Items.Add("the same name");
        TestContext.Out.WriteLine($"repetition {_repetitions} done");
    }

    [Test]
    [Retry(3)]
    public void Retried()
    {
        _retries++;
        long count = Items.Count();
        Items.Add("the same name");
        TestContext.Out.WriteLine($"try {_retries} found {count}");
        Assert.That(_retries, Is.EqualTo(3));
        Assert.That(count, Is.EqualTo(1));
    }

    [Test]
    [Retry(2)]
    [NoDatabase]
    public void Retried_after_a_refusal()
    {
        TestContext.Out.WriteLine("tried");
        try
        {
            Items.Count();
        }
        catch (DatabaseAccessBlockedException)
        {
            // As application code may.
        }
    }
}
