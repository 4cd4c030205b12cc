using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Postgres.Isolation;

/// <summary>Tests on NUnit's parallel workers: each in a database of its own, or told that it is not.</summary>
[Property("Parity", "F26")]
[Property("Parity", "F27")]
public sealed class WorkersTests
{
    [TestCase("Workers.WorkersTests.", 32)]
    [TestCase("Workers.OneTimeWorkersTests(", 30)]
    [TestCase("Workers.AloneTests.", 2)]
    public void Each_starts_from_the_baseline_and_works_beside_others(string fixture, int count)
    {
        InnerResult[] tests = [.. GatewayRuns.Parallel.Tests.Where(test => test.FullName.Contains(fixture, StringComparison.Ordinal))];

        Assert.That(tests.Where(static test => test.Outcome != "Passed").Select(static test => $"{test.FullName}: {test.Message}"), Is.Empty);
        Assert.That(tests, Has.Length.EqualTo(count));
    }

    [Test]
    public void A_connection_that_another_has_lent_fails_both()
    {
        InnerRun run = GatewayRuns.Run("TestCategory=GatewayStrays", workers: 2);

        InnerResult stray = run["StraysTests.Uses_connections_of_another"];
        Assert.That(stray.Outcome, Is.EqualTo("Failed"));
        Assert.That(
            stray.Message,
            Does.Match("DBG4020: '.*Uses_connections_of_another' works in test_default_w[12], its own copy of database 'default', but a connection of it, or of a host that it uses, leads to "
                + "test_default_w[12], where '.*Lends_its_connections' works now\\. That is another worker's\\."));
        InnerResult lender = run["StraysTests.Lends_its_connections"];
        Assert.That(lender.Outcome, Is.EqualTo("Failed"));
        Assert.That(lender.Message, Does.Contain("DBG4020: ").And.Contains("Uses_connections_of_another' works in"));
    }

    [Test]
    public void The_configured_connection_string_is_refused_to_a_test_that_has_its_own()
    {
        InnerRun run = GatewayRuns.Run("TestCategory=GatewayConfigured", workers: 2);

        foreach (string test in (string[])["Goes_to_the_configured_database", "Swallows_the_refusal"])
        {
            InnerResult result = run[$"ConfiguredTests.{test}"];
            Assert.That(result.Outcome, Is.EqualTo("Failed"));
            Assert.That(
                result.Message,
                Does.Match($"DBG4020: '.*{test}' works in test_default_w[12], its own copy of database 'default', but a connection of it, or of a host that it uses, leads to test_default_w0"));
            Assert.That(result.Message, Does.Contain("That is where the connection string leads which is the same for all tests."));
        }

        Assert.That(run["ConfiguredTests.Finds_nothing_of_theirs"].Outcome, Is.EqualTo("Passed"));
    }

    [TestCase(2)]
    [TestCase(4)]
    public void Five_hundred_on_several_workers_disturb_each_other_nowhere(int workers)
    {
        InnerRun run = GatewayRuns.Run("TestCategory=GatewayMany", workers);

        Assert.That(run.Tests.Where(static test => test.Outcome != "Passed").Select(static test => $"{test.FullName}: {test.Message}"), Is.Empty);
        Assert.That(run.Tests.Count(), Is.EqualTo(520));
    }
}
