namespace NUnit.DbGuard.Tests.Inner.Situations.SetUps;

[RequiresDatabase]
public sealed class BlockingOneTimeSetUpTests
{
    private string? _code;

    [OneTimeSetUp]
    public void SetUp()
    {
        IDisposable block = DatabaseAccess.Block();
        _code = Refused.CodeOf(static () => Items.Count());
        block.Dispose();
        Items.Add("of the fixture");
        _ = DatabaseAccess.Block();
    }

    [Test]
    public void Block_ended_with_the_set_up()
    {
        Assert.That(_code, Is.EqualTo("DBG1006"));
        Assert.That(Items.Count(), Is.EqualTo(2));
    }
}
