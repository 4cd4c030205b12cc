using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Sqlite;

/// <summary>What two cannot do at the same time on SQLite, and what does not end.</summary>
public sealed class AtTheSameTimeTests
{
    [Test]
    public void One_of_two_tests_over_one_connection_is_refused()
    {
        InnerRun run = InnerRun.Of("FullyQualifiedName~Sqlite.SharedInParallelTests", workers: 2);

        InnerResult refused = run.Tests.Single(static test => test.Outcome == "Failed");
        InnerResult other = run.Tests.Single(static test => test.Outcome == "Passed");
        Assert.That(refused.Message, Does.Contain($"DBG5001: '{refused.FullName}' uses a connection to database 'default' that is bound to another test's copy, that of '{other.FullName}', which runs at the same time."));
    }

    [Test]
    public void A_command_that_does_not_stop_fails_the_test_that_left_it()
    {
        InnerResult result = InnerRun.Of("FullyQualifiedName~Sqlite.DeafCommandTests")["DeafCommandTests.Leaves_it_running"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.Contain($"DBG3005: A command of '{result.FullName}' on database 'default' still ran 5 s after the test had ended, and did not heed the interrupt."));
    }
}
