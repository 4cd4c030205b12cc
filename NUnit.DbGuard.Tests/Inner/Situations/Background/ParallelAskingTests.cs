namespace NUnit.DbGuard.Tests.Inner.Situations.Background;

[Category("Separate")]
[Parallelizable(ParallelScope.Self)]
public sealed class ParallelAskingTests
{
    [Test]
    [RequiresDatabase]
    [Category("BothMarked")]
    public void Asks_while_another_test_uses_the_database() => Meeting.Attend(static () =>
    {
        string own = TestDatabases.Default.ConnectionString;
        Items.Add("of the asking test", own);
        Meeting.Report(static () => Items.Count());
        Meeting.Report(() => Assert.That(Items.Count(own), Is.EqualTo(2)));
        Meeting.Report(static () => Items.Open("Data Source=:memory:"));
    });

    [Test]
    [Category("NoneMarked")]
    public void Asks_while_no_test_has_a_mark() => Meeting.Attend(static () => Meeting.Report(static () => Items.Count()));

    [Test]
    [RequiresDatabase]
    [Category("OneMarked")]
    public void Asks_while_the_other_test_has_no_mark() => Meeting.Attend(static () =>
    {
        Items.Add("of the asking test");
        Meeting.Report(static () => Assert.That(Items.Count(), Is.EqualTo(2)));
    });
}
