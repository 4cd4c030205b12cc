namespace NUnit.DbGuard.Tests.Inner.Situations.Background;

/// <summary>A fixture whose worker goes on after the fixture is over.</summary>
[RequiresDatabase]
public sealed class OutlivingWorkerTests
{
    internal static Worker? Worker { get; private set; }

    [OneTimeSetUp]
    public void SetUp()
    {
        Worker = new Worker(keepsFlow: true);
        Worker.Run(static () => Items.Add("of the fixture"));
    }

    [Test]
    public void Test_of_the_fixture() => Worker!.Run(static () => Assert.That(Items.Count(), Is.EqualTo(2)));
}
