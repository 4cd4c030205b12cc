namespace NUnit.DbGuard.Benchmarks.Bodies;

/// <summary>One test for each mark that a body is run under. A worker takes the marks from here and the bodies from <see cref="TestBodies"/>.</summary>
[TestFixture]
public sealed class MarkedTests
{
    [Test]
    public void Unmarked() => TestBodies.Nothing(string.Empty);

    [Test]
    [RequiresDatabase("tables10")]
    public void Tables10() => TestBodies.Nothing("tables10");

    [Test]
    [RequiresDatabase("tables50")]
    public void Tables50() => TestBodies.Nothing("tables50");

    [Test]
    [RequiresDatabase("tables200")]
    public void Tables200() => TestBodies.Nothing("tables200");

    [Test]
    [RequiresDatabase("megabytes10")]
    public void Megabytes10() => TestBodies.Nothing("megabytes10");

    [Test]
    [RequiresDatabase("megabytes100")]
    public void Megabytes100() => TestBodies.Nothing("megabytes100");
}
