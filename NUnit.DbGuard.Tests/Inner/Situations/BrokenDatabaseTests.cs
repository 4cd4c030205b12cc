namespace NUnit.DbGuard.Tests.Inner.Situations;

/// <summary>Run with the set-up <c>broken</c>: one test for each database that cannot be made.</summary>
[Category("Separate")]
public sealed class BrokenDatabaseTests
{
    [Test]
    [RequiresDatabase("seed throws")]
    public void Seed_throws([Range(1, 3)] int number) => Assert.Fail($"{number} ran.");

    [Test]
    [RequiresDatabase("schema throws")]
    public void Schema_throws() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("seed fails")]
    public void Seed_fails() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("seed leaks")]
    public void Seed_leaks() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("no script")]
    public void No_script() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("bad script")]
    public void Bad_script() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("reaches over")]
    public void Reaches_over() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("no context")]
    public void No_context() => Assert.Fail("It ran.");
}
