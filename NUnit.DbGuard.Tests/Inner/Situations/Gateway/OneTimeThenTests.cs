namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway;

/// <summary>The fixture after those finds nothing of their data.</summary>
[RequiresDatabase]
[Category("Separate")]
public sealed class OneTimeThenTests
{
    [Test]
    public void Starts_from_the_baseline() => Rows.LookAndLeave();
}
