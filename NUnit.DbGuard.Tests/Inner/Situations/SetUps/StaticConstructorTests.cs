#pragma warning disable CA1810 // The static constructor is the situation.
namespace NUnit.DbGuard.Tests.Inner.Situations.SetUps;

[RequiresDatabase]
public sealed class StaticConstructorTests
{
    private static readonly long s_count;

    static StaticConstructorTests() => s_count = Items.Count();

    [Test]
    public void Test_of_the_fixture() => Assert.Fail($"It must not run. {s_count}");
}
