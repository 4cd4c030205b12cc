namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway;

[RequiresDatabase]
[Category("Separate")]
public sealed class BackgroundThenTests
{
    [Test]
    public void Starts_from_the_baseline() => Rows.LookAndLeave();
}
