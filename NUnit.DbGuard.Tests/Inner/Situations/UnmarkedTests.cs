namespace NUnit.DbGuard.Tests.Inner.Situations;

public sealed class UnmarkedTests
{
    [Test]
    public void Opens_the_database() => Items.Count();

    [Test]
    public void Swallows_the_refusal()
    {
        try
        {
            Items.Count();
        }
        catch (DatabaseAccessBlockedException)
        {
            // As application code may.
        }
    }

    [Test]
    public void Needs_no_database() => Assert.That(1 + 1, Is.EqualTo(2));
}
