using NUnit.DbGuard.Reporting;

namespace NUnit.DbGuard.Tests.Reporting;

public sealed class LongestTestsTests
{
    private const int Size = 5;

    private readonly LongestTests _longest = new(Size, static test => test.Whole.Ticks);

    [Test]
    public void The_greatest_are_kept_in_their_order([Range(1, 20)] int seed)
    {
        LongestTests longest = new(Size, static test => test.Whole.Ticks);
        Random random = new(seed);
        (string Name, int Time)[] offered = [.. Enumerable.Range(0, 60).Select(_ => ($"Test {random.Next(25)}", random.Next(1, 1000)))];

        foreach ((string name, int time) in offered)
        {
            longest.Offer(Samples.Test(name, time));
        }

        int[] expected = [.. offered.GroupBy(static test => test.Name).Select(static group => group.Max(static test => test.Time)).OrderDescending().Take(Size)];
        Assert.That(longest.Tests.Select(static test => (int)test.Whole.TotalMilliseconds), Is.EqualTo(expected));
        Assert.That(longest.Tests.Select(static test => test.Name), Is.Unique);
    }

    [Test]
    public void A_test_with_none_of_it_is_not_kept()
    {
        _longest.Offer(Samples.Test("A", 0));

        Assert.That(_longest.Tests, Is.Empty);
    }
}
