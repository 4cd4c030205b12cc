namespace NUnit.DbGuard.Tests.Inner.Situations;

/// <summary>Run with the set-up <c>in the way</c>: something stands where the test database belongs.</summary>
[Category("Separate")]
public sealed class InTheWayTests
{
    [Test]
    [RequiresDatabase("foreign")]
    public void Foreign() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("wal")]
    public void Wal() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("empty")]
    public void Empty() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("folder")]
    public void Folder() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("text")]
    public void Text() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("corrupt")]
    public void Corrupt() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("newer")]
    public void Newer() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("unwritable")]
    public void Unwritable([Range(1, 2)] int number) => Assert.Fail($"{number} ran.");
}
