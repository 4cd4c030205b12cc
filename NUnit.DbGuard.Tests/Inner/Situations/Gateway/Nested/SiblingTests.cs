namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway.Nested;

[RequiresDatabase]
[Category("Separate")]
public sealed class SiblingTests
{
    [Test]
    public void Starts_from_the_namespaces([Range(1, 2)] int number)
    {
        Assert.That(Rows.Names(), Is.EqualTo(new[] { "of the namespace", Rows.Seeded }));
        Rows.Add($"of test {number}");
    }
}
