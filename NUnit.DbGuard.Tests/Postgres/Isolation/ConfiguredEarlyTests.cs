using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Postgres.Isolation;

/// <summary>What hosts are told is there before the database is: they are started before the first test that needs it, and a fixture may be run alone.</summary>
public sealed class ConfiguredEarlyTests
{
    [TestCase(1)]
    [TestCase(4)]
    [Property("Parity", "I3")]
    public void A_host_is_told_where_its_database_will_be(int workers)
    {
        InnerRun run = GatewayRuns.Run("FullyQualifiedName~Gateway.ConfiguredEarlyTests", workers);

        Assert.That(run["Gateway.ConfiguredEarlyTests.Works_with_what_was_configured"].Outcome, Is.EqualTo("Passed"), run["Gateway.ConfiguredEarlyTests.Works_with_what_was_configured"].Message);
        Assert.That(run["Gateway.ConfiguredEarlyTests.Is_not_marked_and_goes_there"].Message, Does.Contain("DBG1001: ").And.Contain("opened database 'default', but the test is not marked"));
    }

    [Test]
    [Property("Parity", "I3")]
    public void A_host_that_may_look_there_has_its_database_made()
    {
        InnerRun run = GatewayRuns.Run("FullyQualifiedName~Gateway.AllowedEarlyTests", workers: 1);

        Assert.That(run["Gateway.AllowedEarlyTests.Has_found_the_seed"].Outcome, Is.EqualTo("Passed"), run["Gateway.AllowedEarlyTests.Has_found_the_seed"].Message);
    }
}
