using NUnit.DbGuard.Access;

namespace NUnit.DbGuard.Tests.Access;

public sealed class AccessFrameTests
{
    [Test]
    public void There_is_none_outside_of_Allow_and_Block() => Assert.That(AccessFrame.Current, Is.Null);

    [Test]
    public void The_innermost_open_frame_is_current()
    {
        using AccessFrame outer = AccessFrame.PushAllow(databases: null, standalone: null);
        using AccessFrame inner = AccessFrame.PushBlock();

        Assert.That(AccessFrame.Current, Is.SameAs(inner));
        Assert.That(inner.Outer, Is.SameAs(outer));
        Assert.That((outer.Blocks, inner.Blocks), Is.EqualTo((false, true)));
    }

    [Test]
    public void A_frame_closed_early_is_skipped()
    {
        using AccessFrame outer = AccessFrame.PushAllow(databases: null, standalone: null);
        AccessFrame middle = AccessFrame.PushBlock();
        using AccessFrame inner = AccessFrame.PushAllow(databases: null, standalone: null);

        middle.Dispose();

        Assert.That(AccessFrame.Current, Is.SameAs(inner));
        Assert.That(inner.Outer, Is.SameAs(outer));
    }

    [Test]
    public void A_frame_closed_twice_closes_no_other()
    {
        AccessFrame first = AccessFrame.PushAllow(databases: null, standalone: null);
        first.Dispose();
        using AccessFrame second = AccessFrame.PushAllow(databases: null, standalone: null);

        first.Dispose();

        Assert.That(AccessFrame.Current, Is.SameAs(second));
    }

    [Test]
    public async Task A_frame_closed_on_another_flow_is_closed_here()
    {
        AccessFrame frame = AccessFrame.PushAllow(databases: null, standalone: null);

        await Task.Run(frame.Dispose);

        Assert.That(AccessFrame.Current, Is.Null);
    }

    [Test]
    public async Task A_frame_opened_on_another_flow_does_not_come_here()
    {
        AccessFrame other = await Task.Run(static () => AccessFrame.PushBlock());

        Assert.That(AccessFrame.Current, Is.Null);
        other.Dispose();
    }

    [Test]
    public void Allow_opens_all_or_what_it_names_and_Block_nothing()
    {
        using AccessFrame all = AccessFrame.PushAllow(databases: null, standalone: null);
        using AccessFrame named = AccessFrame.PushAllow(["second"], standalone: null);
        using AccessFrame none = AccessFrame.PushBlock();

        Assert.That((all.Allows("default"), all.Allows("second")), Is.EqualTo((true, true)));
        Assert.That((named.Allows("default"), named.Allows("second")), Is.EqualTo((false, true)));
        Assert.That(none.Allows("default"), Is.False);
    }
}
