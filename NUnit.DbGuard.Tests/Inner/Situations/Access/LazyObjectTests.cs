namespace NUnit.DbGuard.Tests.Inner.Situations.Access;

/// <summary>An object that asks the database when it is printed in a failure's message.</summary>
public sealed class LazyObjectTests
{
    private readonly Lazy _lazy = new();

    [Test]
    public void Is_printed_by_a_failing_assertion() => Assert.That(_lazy, Is.EqualTo("something else"));

    [Test]
    public void Is_printed_in_the_message_of_an_assertion() => Assert.That(1, Is.EqualTo(2), () => $"not {_lazy}");

    [Test]
    [RequiresDatabase]
    public void Is_printed_with_a_mark() => Assert.That(_lazy, Is.EqualTo("something else"));

    [Test]
    public void Comes_after_them() => Assert.Pass();

    private sealed class Lazy
    {
        public override string ToString() => $"{Items.Count()} item(s)";
    }
}
