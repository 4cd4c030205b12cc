namespace NUnit.DbGuard.Tests.Inner.Situations.Background;

/// <summary>A worker that one-time set-up started keeps the suite's flow, and works for the suite's tests.</summary>
[RequiresDatabase]
public sealed class SuiteWorkerTests
{
    private Worker? _worker;

    [OneTimeSetUp]
    public void SetUp()
    {
        _worker = new Worker(keepsFlow: true);
        _worker.Run(static () => Items.Add("of the fixture"));
    }

    [OneTimeTearDown]
    public void TearDown() => _worker!.Run(static () => Assert.That(Items.Count(), Is.EqualTo(2)));

    [TestCase(1)]
    [TestCase(2)]
    public void Works_for_the_running_test(int number)
    {
        Items.Add("of the test");
        _worker!.Run(() =>
        {
            Assert.That(Items.Count(), Is.EqualTo(3), $"case {number}");
            Items.Add("of the worker");
        });

        Assert.That(Items.Count(), Is.EqualTo(4));
    }

    [Test]
    [NoDatabase]
    public void Works_for_a_closed_test() => _worker!.Run(static () => Items.Count());
}
