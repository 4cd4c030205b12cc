#pragma warning disable CS0618 // The order is the situation, and what replaces OrderAttribute skips the tests that follow a failure.
namespace NUnit.DbGuard.Tests.Inner.Situations.Kinds;

/// <summary>A fixture made for each test; what its disposal does to the database belongs to that test.</summary>
[RequiresDatabase]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class FixturePerTestTests : IDisposable
{
    private static readonly List<long> s_countsAtDisposal = [];

    private readonly bool _allowedInConstructor = DatabaseAccess.IsAllowed;

    public void Dispose()
    {
        s_countsAtDisposal.Add(Items.Count());
        Items.Add("disposed");
    }

    [SetUp]
    public void SetUp()
    {
        Assert.That(Items.Count(), Is.EqualTo(1));
        Items.Add("set up");
    }

    [Test]
    [Order(1)]
    public void First() => Items.Add("first");

    [Test]
    [Order(2)]
    public void Second() => Assert.That(s_countsAtDisposal, Is.EqualTo(new long[] { 3 }), "The first test's disposal sees what that test wrote.");

    [Test]
    public void Constructor_is_closed() => Assert.That(_allowedInConstructor, Is.False);
}
