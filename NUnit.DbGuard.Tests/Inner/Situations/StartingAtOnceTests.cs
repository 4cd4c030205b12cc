namespace NUnit.DbGuard.Tests.Inner.Situations;

/// <summary>Run with four workers.</summary>
[Category("Separate")]
[Parallelizable(ParallelScope.Children)]
public sealed class StartingAtOnceTests
{
    private static readonly Barrier s_start = new(4);

    // The mark would make the database before the test begins; inside of it, all four are known to be there.
    [Test]
    public void All_four_open_it_at_once([Range(1, 4)] int worker)
    {
        TestContext.Out.WriteLine(worker);
        Assert.That(s_start.SignalAndWait(TimeSpan.FromMinutes(1)), Is.True);

        using (DatabaseAccess.Allow("default"))
        {
            Assert.That(Items.Count(), Is.EqualTo(1));
        }
    }

    [Test]
    [RequiresDatabase]
    public void Marked([Range(1, 8)] int number)
    {
        Items.Add($"{number}");

        Assert.That(Items.Count(), Is.EqualTo(2));
    }
}
