#pragma warning disable CS0618 // The order is the situation.
namespace NUnit.DbGuard.Tests.Inner.Situations.SetUps;

[RequiresDatabase]
public sealed class SwallowingConstructorTests
{
    public SwallowingConstructorTests() => Refused.Swallow(static () => Items.Count());

    [Test, Order(1)]
    public void First() => Assert.That(Items.Count(), Is.EqualTo(1));

    [Test, Order(2)]
    public void Second() => Assert.That(Items.Count(), Is.EqualTo(1));
}
