using Npgsql;
using NUnit.DbGuard.Postgres.Server;
using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Postgres.Isolation;

/// <summary>The inner fixtures on PostgreSQL, run once for all fixtures here, and the server that the runs share.</summary>
[SetUpFixture]
public sealed class GatewayRuns
{
    private static PostgresServer s_server = null!;
    private static string s_connectionString = null!;

    private static readonly Lazy<InnerRun> s_sequential = new(static () => Run("FullyQualifiedName~Situations.Gateway&FullyQualifiedName!~Gateway.Workers&TestCategory!=GatewayParallel", workers: 1));
    private static readonly Lazy<InnerRun> s_parallel = new(static () => Run("TestCategory=GatewayParallel", workers: 4));

    /// <summary>Every fixture, one test after the other.</summary>
    internal static InnerRun Sequential => s_sequential.Value;

    /// <summary>The fixtures that run at the same time.</summary>
    internal static InnerRun Parallel => s_parallel.Value;

    [OneTimeSetUp]
    public void Start()
    {
        s_server = new PostgresServer(new PostgresServerOptions());
        s_connectionString = s_server.Start();
    }

    [OneTimeTearDown]
    public void Stop() => s_server.Dispose();

    internal static void AssertPassed(string test) => AssertOutcome(test, "Passed");

    internal static InnerResult AssertOutcome(string test, string outcome)
    {
        InnerResult result = Sequential[test];
        Assert.That(result.Outcome, Is.EqualTo(outcome), result.Message);
        return result;
    }

    internal static InnerRun Run(string filter, int workers, params (string Name, string Value)[] parameters) => InnerRun.Of(
        filter,
        new Dictionary<string, string> { ["INNER_SETUP"] = "gateway", ["DBGUARD_POSTGRES"] = s_connectionString },
        parameters.ToDictionary(static parameter => parameter.Name, static parameter => parameter.Value),
        workers);

    /// <summary>A database of the server, reached past every run. Its connections are not pooled: closed means closed.</summary>
    internal static string To(string database) => new NpgsqlConnectionStringBuilder(s_connectionString) { Database = database, Pooling = false }.ConnectionString;
}
