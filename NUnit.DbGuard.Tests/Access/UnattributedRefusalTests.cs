using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Access;

/// <summary>Refusals that come when the test they belong to can no longer fail.</summary>
public sealed class UnattributedRefusalTests
{
    [Test]
    public void The_end_of_the_run_tells_of_work_that_a_test_left_behind()
    {
        string output = InnerRun.Default.Output;

        Assert.That(output, Does.Contain("NUnit.DbGuard refused, "));
        Assert.That(output, Does.Match("what no running test could be charged with:\\s+DBG1004: Work that '[^']+' started"));
    }
}
