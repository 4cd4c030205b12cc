namespace NUnit.DbGuard.Tests.Inner.Situations.Background;

[Category("Separate")]
[Parallelizable(ParallelScope.Self)]
public sealed class ParallelOtherTests
{
    [Test]
    [RequiresDatabase]
    [Category("BothMarked")]
    public void Uses_the_database_besides()
    {
        string own = TestDatabases.Default.ConnectionString;
        Assert.That(Items.Count(own), Is.EqualTo(1));
        Meeting.Attend();
        Assert.That(Items.Count(own), Is.EqualTo(1));
    }

    [Test]
    [Category("NoneMarked")]
    public void Has_no_mark_besides() => Meeting.Attend();

    [Test]
    [Category("OneMarked")]
    public void Has_no_mark_besides_a_marked_test() => Meeting.Attend();
}
