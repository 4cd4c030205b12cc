namespace NUnit.DbGuard.Tests.Inner.Situations.Marks;

public sealed class MarkedMethodTests
{
    private long _countInSetUp;

    [SetUp]
    public void SetUp() => _countInSetUp = DatabaseAccess.IsAllowed ? Items.Count() : -1;

    [TearDown]
    public void TearDown()
    {
        if (DatabaseAccess.IsAllowed)
        {
            Items.Add("torn down");
        }
    }

    [Test]
    [RequiresDatabase]
    public void Has_the_database_in_set_up_and_tear_down() => Assert.That(_countInSetUp, Is.EqualTo(1));

    [Test]
    public void Has_no_mark() => Assert.That(_countInSetUp, Is.EqualTo(-1));
}
