using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Postgres.Isolation;

/// <summary>Several names of one PostgreSQL database share a test's transaction.</summary>
public sealed class MirrorTests
{
    [TestCase("Names_only_the_mirror(1)")]
    [TestCase("Names_only_the_mirror(2)")]
    [TestCase("Sees_at_once_what_the_primary_wrote")]
    [TestCase("Is_counted_by_either_name")]
    [TestCase("Cannot_write_to_a_mirror_that_is_read_only")]
    [TestCase("Reaches_the_mirror_from_another_flow")]
    [Property("Parity", "F23")]
    [Property("Parity", "F24")]
    [Property("Parity", "F25")]
    [Property("Parity", "D18")]
    public void A_mirror_is_its_primary(string test) => GatewayRuns.AssertPassed($"Gateway.MirrorTests.{test}");

    [Test]
    [Property("Parity", "G2")]
    public void A_mirror_that_the_mark_does_not_name_is_refused()
    {
        InnerResult result = GatewayRuns.AssertOutcome("Gateway.MirrorTests.Asks_for_a_mirror_that_it_does_not_name", "Failed");

        Assert.That(result.Message, Does.Contain("DBG1003: ").And.Contains("'replica'"));
    }
}
