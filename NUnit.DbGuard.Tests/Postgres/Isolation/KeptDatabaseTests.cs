using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Postgres.Isolation;

/// <summary>What tests have written through the gateway, and what was undone of it, is no change to the database that the next run starts from.</summary>
[NonParallelizable]
[Property("Parity", "F12")]
public sealed class KeptDatabaseTests
{
    private const string Fixtures = "FullyQualifiedName~Gateway.SequencesTests|FullyQualifiedName~Gateway.TransactionsTests|FullyQualifiedName~Gateway.SharedSessionTests";

    [TearDown]
    public void DropWhatIsKept() => GatewayRuns.Run(Fixtures, workers: 1);

    [Test]
    public void A_second_and_a_third_run_reuse_it()
    {
        InnerRun[] runs = [.. Enumerable.Range(1, 3).Select(static _ => GatewayRuns.Run(Fixtures, workers: 1, ("reuse-db", "true")))];

        Assert.That(runs[0].Output, Does.Contain("database 'default': it is made anew as test_default: there is none yet."));
        foreach (InnerRun later in runs[1..])
        {
            Assert.That(later.Output, Does.Contain("database 'default': it is reused from test_default.").And.Not.Contains("anew"));
        }
    }
}
