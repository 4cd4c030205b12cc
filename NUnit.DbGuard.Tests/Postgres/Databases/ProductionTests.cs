using NUnit.DbGuard.Lifecycle;
using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Postgres.Databases;

/// <summary>The environment says that this is production, and a server is named.</summary>
public sealed class ProductionTests
{
    // Whoever connects to it gets another error.
    private const string Nowhere = "Host=127.0.0.1;Port=1;Username=shop;Password=secret;Database=shop";

    [TestCase("ASPNETCORE_ENVIRONMENT", "Production")]
    [TestCase("DOTNET_ENVIRONMENT", "production ")]
    [Property("Security", "S19")]
    public void No_database_is_made_and_the_server_is_not_connected_to(string variable, string value)
    {
        using DatabaseRun run = new("produced", connectionString: Nowhere, variable: name => name == variable ? value : null);

        string message = Assert.Throws<DatabaseSetUpException>(() => run.Create()).Message;

        Assert.That(message, Does.StartWith($"DBG7037: No test database 'produced' is made on this server: the environment variable {variable} is '{value}', "));
        Assert.That(message, Does.Contain("Host=127.0.0.1;Port=1;Username=shop").And.Contains("DBGUARD_ALLOW_PRODUCTION").And.Not.Contains("secret"));
    }

    [Test]
    public void Nor_is_one_used_as_it_is()
    {
        using DatabaseRun run = new("produced", static builder => builder.UseExisting(), connectionString: Nowhere, variable: static _ => "Production");

        Assert.That(run.Create, Throws.InstanceOf<DatabaseSetUpException>().With.Message.StartsWith("DBG7037: "));
    }

    [Test]
    public void The_server_of_the_setting_is_judged_too()
    {
        using DatabaseRun run = new("produced", settings: DatabaseRun.Once with { Postgres = Nowhere }, variable: static _ => "Production");

        Assert.That(run.Create, Throws.InstanceOf<DatabaseSetUpException>().With.Message.StartsWith("DBG7037: "));
    }

    [Test]
    public void The_setting_allows_it()
    {
        using DatabaseRun run = new("produced_allowed", settings: DatabaseRun.Once with { AllowProduction = true }, variable: static _ => "Production");

        Assert.That(run.Create(), Is.EqualTo("test_produced_allowed"));
    }

    [TestCase("Staging")]
    [TestCase("NotProduction")]
    [TestCase("")]
    public void Another_environment_is_none(string value)
    {
        using DatabaseRun run = new("not_produced", variable: _ => value);

        Assert.That(run.Create(), Is.EqualTo("test_not_produced"));
    }

    [Test]
    public void In_a_run_the_tests_that_need_it_fail_and_a_throw_away_server_is_allowed()
    {
        Dictionary<string, string> environment = new() { ["INNER_SETUP"] = "postgres", ["DOTNET_ENVIRONMENT"] = "Production" };
        InnerRun throwAway = InnerRun.Of("FullyQualifiedName~PostgresDatabasesTests.Reads_by", environment, workers: 1);
        environment["DBGUARD_POSTGRES"] = DatabasesServer.ConnectionString;
        InnerRun named = InnerRun.Of("FullyQualifiedName~PostgresDatabasesTests.Reads_by", environment, workers: 1);
        InnerRun allowed = InnerRun.Of("FullyQualifiedName~PostgresDatabasesTests.Reads_by", environment, new Dictionary<string, string> { ["allow-production"] = "true" }, workers: 1);

        Assert.That(throwAway.Tests.Single().Outcome, Is.EqualTo("Passed"), throwAway.Output);
        Assert.That(named.Tests.Single().Message, Does.Contain("DBG7037: No test database 'default' is made on this server: the environment variable DOTNET_ENVIRONMENT is 'Production'"));
        Assert.That(allowed.Tests.Single().Outcome, Is.EqualTo("Passed"), allowed.Output);
    }
}
