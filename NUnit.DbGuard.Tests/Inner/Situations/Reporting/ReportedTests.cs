namespace NUnit.DbGuard.Tests.Inner.Situations.Reporting;

/// <summary>Tests of every kind that the report of a run tells apart.</summary>
[Category("Separate")]
public sealed class ReportedTests
{
    [Test]
    [RequiresDatabase]
    public void Reads() => Assert.That(Items.Count(), Is.EqualTo(1));

    [Test]
    [RequiresDatabase(Isolation = DatabaseIsolation.Flush)]
    public void Flushes() => Items.Add("flushed");

    [Test]
    [RequiresDatabase("default", "second", Isolation = DatabaseIsolation.Clone)]
    public void Clones()
    {
        Items.Add("cloned");
        Items.Add("cloned", "Data Source=second.db");
    }

    [TestCase("<script>alert('one')</script> & \"two\"")]
    [RequiresDatabase]
    public void Takes(string text) => Items.Add(text);

    [Test]
    [RequiresDatabase]
    [Repeat(3)]
    public void Is_repeated() => Items.Add("repeated");

    [Test]
    [RequiresDatabase]
    public void Leaks() => _ = Items.Open();

    [Test]
    [RequiresDatabase]
    public void Fails() => Assert.That(Items.Count(), Is.EqualTo(2));

    [Test]
    [RequiresDatabase]
    public void Uses_none() => Assert.Pass();

    [Test]
    public void Needs_none() => Assert.Pass();

    [Test]
    public void Is_refused() => Items.Add("refused");
}
