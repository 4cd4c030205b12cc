#pragma warning disable CS0618 // The order is the situation, and what replaces OrderAttribute skips the tests that follow a failure.
namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway;

/// <summary>A fixture made for each test: what its disposal does belongs to that test.</summary>
[RequiresDatabase]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Separate")]
public sealed class FixturePerTestTests : IDisposable
{
    private static readonly List<long> s_countsAtDisposal = [];

    private readonly bool _allowedInConstructor = DatabaseAccess.IsAllowed;

    public void Dispose()
    {
        s_countsAtDisposal.Add(Rows.Count());
        Rows.Add("disposed");
    }

    [SetUp]
    public void SetUp()
    {
        Assert.That(Rows.Count(), Is.EqualTo(1));
        Rows.Add("set up");
    }

    [Test]
    [Order(1)]
    public void First() => Rows.Add("first");

    [Test]
    [Order(2)]
    public void Second() => Assert.That(s_countsAtDisposal, Is.EqualTo(new long[] { 3 }), "The first test's disposal sees what that test wrote.");

    [Test]
    public void Constructor_is_closed() => Assert.That(_allowedInConstructor, Is.False);
}
