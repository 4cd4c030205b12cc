namespace NUnit.DbGuard.Tests.Inner.Situations.SetUps;

[RequiresDatabase]
public sealed class MarkedOneTimeTests
{
    private readonly bool _allowedInConstructor = DatabaseAccess.IsAllowed;

    [OneTimeSetUp]
    public void SetUp()
    {
        Assert.That(DatabaseAccess.IsAllowed, Is.True);
        Items.Add("of the fixture");
    }

    [OneTimeTearDown]
    public void TearDown()
    {
        Assert.That(DatabaseAccess.IsAllowed, Is.True);
        Assert.That(Items.Count(), Is.EqualTo(2));
        Items.Add("of the fixture's end");
    }

    [Test]
    public void First() => AddOne();

    [Test]
    public void Second() => AddOne();

    [Test]
    [NoDatabase]
    public void Opens_in_a_closed_test() => Items.Open();

    [Test]
    public void Constructor_is_closed() => Assert.That(_allowedInConstructor, Is.False);

    private static void AddOne()
    {
        Assert.That(Items.Count(), Is.EqualTo(2));
        Items.Add("of the test");
    }
}
