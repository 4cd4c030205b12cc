using NUnit.DbGuard.Lifecycle;

namespace NUnit.DbGuard.Tests.Lifecycle;

/// <summary>What fails at the end of a run keeps nothing else from being ended.</summary>
public sealed class EndOfRunTests
{
    private readonly List<string> _done = [];

    [TearDown]
    public void Forget() => _done.Clear();

    [Test]
    public void All_is_done_in_order_and_the_one_failure_is_thrown_as_it_is()
    {
        InvalidOperationException failure = new("second");

        Assert.That(() => EndOfRun.Do([() => _done.Add("first"), () => throw failure, () => _done.Add("third")]), Throws.Exception.SameAs(failure));
        Assert.That(_done, Is.EqualTo(["first", "third"]));
    }

    [Test]
    public void Several_failures_are_thrown_together()
    {
        Action failing = static () => throw new InvalidOperationException("it cannot end");

        Assert.That(
            () => EndOfRun.Do([failing, () => _done.Add("second"), failing]),
            Throws.InstanceOf<AggregateException>().With.Property(nameof(AggregateException.InnerExceptions)).Count.EqualTo(2));
        Assert.That(_done, Is.EqualTo(["second"]));
    }

    [Test]
    public void Nothing_is_thrown_where_nothing_fails() => Assert.That(() => EndOfRun.Do([() => _done.Add("only")]), Throws.Nothing);
}
