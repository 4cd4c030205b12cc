namespace NUnit.DbGuard.Tests.Inner.Situations.SetUps;

/// <summary>Runs after the fixture that opened a scope and never disposed it.</summary>
public sealed class NeverClosedAllowThenTests
{
    private readonly bool _inConstructor = DatabaseAccess.IsAllowed;
    private bool _inSetUp;

    [OneTimeSetUp]
    public void SetUp() => _inSetUp = DatabaseAccess.IsAllowed;

    [Test]
    public void Is_closed_in_the_next_fixture() => Assert.That((_inConstructor, _inSetUp), Is.EqualTo((false, false)));
}
