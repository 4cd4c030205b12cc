namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway;

/// <summary>A fixture within a fixture: marks and data of the outer class hold for its own tests only, as NUnit has it.</summary>
[RequiresDatabase]
[Category("Separate")]
public class OneTimeOuterTests
{
    [OneTimeSetUp]
    public void Add() => Rows.Add("of the outer class");

    [Test]
    public void Starts_from_its_own_data() => Assert.That(Rows.Names(), Is.EqualTo(new[] { "of the outer class", Rows.Seeded }));

    [OneTimeTearDown]
    public void Check() => Assert.That(Rows.Count(), Is.EqualTo(2));

#pragma warning disable CA1034 // The nesting is the situation.
    public sealed class InnerTests
#pragma warning restore CA1034
    {
        [OneTimeSetUp]
        public void Add() => Rows.Add("of the inner class");

        [Test]
        public void Starts_from_its_own_data_alone() => Assert.That(Rows.Names(), Is.EqualTo(new[] { "of the inner class", Rows.Seeded }));
    }
}
