namespace NUnit.DbGuard.Tests.Inner.Situations.SetUps;

public sealed class AllowingOneTimeSetUpTests
{
    private bool _allowedBefore;
    private bool _allowedAfter;

    [OneTimeSetUp]
    public void SetUp()
    {
        _allowedBefore = DatabaseAccess.IsAllowed;
        using (DatabaseAccess.Allow())
        {
            Items.Add("of the fixture");
            Assert.That(DatabaseAccess.IsAllowed, Is.True);
        }

        _allowedAfter = DatabaseAccess.IsAllowed;
    }

    [Test]
    [RequiresDatabase]
    public void First() => AddOne();

    [Test]
    [RequiresDatabase]
    public void Second() => AddOne();

    [Test]
    public void Is_closed_before_and_after_Allow() => Assert.That((_allowedBefore, _allowedAfter, DatabaseAccess.IsAllowed), Is.EqualTo((false, false, false)));

    private static void AddOne()
    {
        Assert.That(Items.Count(), Is.EqualTo(2));
        Items.Add("of the test");
    }
}
