namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway.Nested;

[RequiresDatabase]
[Category("Separate")]
public sealed class NamespaceTests
{
    [OneTimeSetUp]
    public void Add() => Rows.Add("of the fixture");

    [Test]
    public void Starts_from_both([Range(1, 2)] int number)
    {
        Assert.That(Rows.Names(), Is.EqualTo(new[] { "of the fixture", "of the namespace", Rows.Seeded }));
        Rows.Add($"of test {number}");
    }

    [OneTimeTearDown]
    public void Check() => Assert.That(Rows.Count(), Is.EqualTo(3));
}
