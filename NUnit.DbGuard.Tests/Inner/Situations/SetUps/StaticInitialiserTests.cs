namespace NUnit.DbGuard.Tests.Inner.Situations.SetUps;

/// <summary>Static initialisers run in the first test that touches their type, and may do what that test may.</summary>
public sealed class StaticInitialiserTests
{
    [Test]
    [RequiresDatabase]
    public void Is_first_touched_in_a_marked_test() => Assert.That(Marked.Count, Is.EqualTo(1));

    [Test]
    public void Is_first_touched_in_an_unmarked_test() => Assert.That(Unmarked.Count, Is.EqualTo(1));

    private static class Marked
    {
        public static readonly long Count = Items.Count();
    }

    private static class Unmarked
    {
        public static readonly long Count = Items.Count();
    }
}
