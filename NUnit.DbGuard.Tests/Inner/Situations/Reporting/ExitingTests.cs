namespace NUnit.DbGuard.Tests.Inner.Situations.Reporting;

/// <summary>The test that comes second ends the process, as a crash of the code under test does.</summary>
[Category("Separate")]
[RequiresDatabase]
public sealed class ExitingTests
{
    private static int s_tests;

    [Test]
    public void Works([Range(1, 2)] int number)
    {
        Items.Add($"{number}");
        if (++s_tests == 2)
        {
            Environment.Exit(3);
        }
    }
}
