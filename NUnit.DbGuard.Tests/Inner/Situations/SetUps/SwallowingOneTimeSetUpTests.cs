#pragma warning disable CS0618 // The order is the situation.
namespace NUnit.DbGuard.Tests.Inner.Situations.SetUps;

public sealed class SwallowingOneTimeSetUpTests
{
    [OneTimeSetUp]
    public void SetUp() => Refused.Swallow(static () => Items.Count());

    [Test, Order(1)]
    public void First() => Assert.That(DatabaseAccess.IsAllowed, Is.False);

    [Test, Order(2)]
    public void Second() => Assert.That(DatabaseAccess.IsAllowed, Is.False);
}
