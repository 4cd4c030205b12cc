#pragma warning disable CA1034 // Nesting is the situation.
namespace NUnit.DbGuard.Tests.Inner.Situations.Marks;

[RequiresDatabase("second")]
public sealed class OuterTests
{
    [Test]
    public void Outer_test() => Assert.That(Items.Count("Data Source=second.db"), Is.Zero);

    public sealed class NestedTests
    {
        [Test]
        public void Takes_the_outer_classs_mark() => Assert.That(Items.Count("Data Source=second.db"), Is.Zero);
    }

    public sealed class NestedWithBaseTests : MarkedBase
    {
        public override void Overridden_with_no_mark() => Assert.That(Items.Count(), Is.EqualTo(1));

        public override void Overridden_and_closed() => Assert.That(Items.Count(), Is.EqualTo(1));

        public override void Overridden_and_opened() => Assert.That(DatabaseAccess.IsAllowed, Is.False);
    }

    [NoDatabase]
    public sealed class ClosedTests
    {
        [Test]
        public void Is_closed_again() => Assert.That(DatabaseAccess.IsAllowed, Is.False);

        [Test]
        [RequiresDatabase]
        public void Is_opened_by_its_own_mark() => Assert.That(Items.Count(), Is.EqualTo(1));

        public sealed class DeepTests
        {
            [Test]
            public void Takes_the_nearest_outer_classs_mark() => Assert.That(DatabaseAccess.IsAllowed, Is.False);
        }
    }
}
