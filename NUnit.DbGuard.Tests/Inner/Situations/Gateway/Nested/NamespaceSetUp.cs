namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway.Nested;

/// <summary>Data of a namespace, under its fixtures' own.</summary>
[SetUpFixture]
[RequiresDatabase]
public sealed class NamespaceSetUp
{
    [OneTimeSetUp]
    public void Add() => Rows.Add("of the namespace");

    [OneTimeTearDown]
    public void Check() => Assert.That(Rows.Names(), Is.EqualTo(new[] { "of the namespace", Rows.Seeded }));
}
