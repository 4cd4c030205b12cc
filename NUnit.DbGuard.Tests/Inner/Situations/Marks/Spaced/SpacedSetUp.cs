namespace NUnit.DbGuard.Tests.Inner.Situations.Marks.Spaced;

[SetUpFixture]
[RequiresDatabase]
public sealed class SpacedSetUp
{
    [OneTimeSetUp]
    public void SetUp() => Items.Add("of the namespace");

    [OneTimeTearDown]
    public void TearDown() => Items.Add("of the namespace's end");
}
