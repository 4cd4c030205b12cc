namespace NUnit.DbGuard.Tests.Inner.Situations.Marks;

public sealed class NamedDatabasesTests
{
    private const string Second = "Data Source=second.db";

    [Test]
    [RequiresDatabase("second")]
    public void Opens_what_the_mark_names() => Assert.That(Items.Count(Second), Is.Zero);

    [Test]
    [RequiresDatabase("second")]
    public void Opens_what_the_mark_does_not_name() => Items.Count();

    [Test]
    [RequiresDatabase("second")]
    public void Asks_for_what_the_mark_does_not_name() => TestDatabases.Get("default");

    [Test]
    [RequiresDatabase("second")]
    public void Asks_for_the_default_that_the_mark_does_not_name() => _ = TestDatabases.Default;

    [Test]
    [RequiresDatabase("*")]
    public void Opens_all()
    {
        Assert.That(Items.Count(), Is.EqualTo(1));
        Assert.That(Items.Count(Second), Is.Zero);
        Assert.That(TestDatabases.Get("second").Name, Is.EqualTo("second"));
    }

    [Test]
    [RequiresDatabase("defualt")]
    public void Names_a_database_that_is_not_there()
    {
    }

    [Test]
    public void Asks_for_a_database_without_a_mark() => _ = TestDatabases.Default;
}
