namespace NUnit.DbGuard.Tests.Inner.Situations.SetUps;

[RequiresDatabase]
public sealed class FieldInitialiserTests
{
    private readonly long _count = Items.Count();

    [Test]
    public void Test_of_the_fixture() => Assert.Fail($"It must not run. {_count}");
}
