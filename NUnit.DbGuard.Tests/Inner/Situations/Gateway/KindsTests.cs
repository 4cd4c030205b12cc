namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway;

/// <summary>Whatever NUnit makes of a method: each run of it looks for what another has left.</summary>
[RequiresDatabase]
[Category("Separate")]
public sealed class KindsTests
{
    private int _repetitions;
    private int _retries;

    public static IEnumerable<int> Numbers => [1, 2, 3];

    [DatapointSource]
    public static IReadOnlyList<bool> Points => [true, false];

    [TestCase(1)]
    [TestCase(2)]
    public void Case(int number) => LookAndAdd(number);

    [TestCaseSource(nameof(Numbers))]
    public void Case_of_a_source(int number) => LookAndAdd(number);

    [Test]
    public void Case_of_values([Values(1, 2)] int number, [Values] bool really) => LookAndAdd($"{number} {really}");

    [Theory]
    public void Theory(bool point) => LookAndAdd(point);

    [Test]
    [Repeat(3)]
    public void Repeated()
    {
        LookAndAdd("the same name");
        TestContext.Out.WriteLine($"repetition {++_repetitions} done");
    }

    [Test]
    [Retry(3)]
    public void Retried()
    {
        LookAndAdd("the same name");
        TestContext.Out.WriteLine($"try {++_retries} found the baseline");
        Assert.That(_retries, Is.EqualTo(3));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Limited(CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        LookAndAdd("the same name");
    }

    [Test]
    [MaxTime(60_000)]
    public void Measured() => LookAndAdd("the same name");

    private static void LookAndAdd(object name)
    {
        Assert.That(Rows.Names(), Is.EqualTo(new[] { Rows.Seeded }));
        Rows.Add(name.ToString()!);
        Assert.That(Rows.Count(), Is.EqualTo(2));
    }
}
