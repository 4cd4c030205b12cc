using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Postgres.Isolation;

/// <summary>What one-time set-up writes on PostgreSQL: each test below starts from it, and it is gone with its suite.</summary>
[Property("Parity", "C21")]
public sealed class OneTimeTests
{
    [TestCase("Starts_from_the_fixtures_data(1)")]
    [TestCase("Starts_from_the_fixtures_data(2)")]
    [TestCase("Starts_from_the_fixtures_data(3)")]
    [TestCase("Fails_in_between")]
    [TestCase("Drops_the_fixtures_table")]
    [TestCase("Uses_the_fixtures_connection(1)")]
    [TestCase("Uses_the_fixtures_connection(2)")]
    public void Each_test_starts_from_the_data_of_its_fixture_and_base_class(string test)
    {
        GatewayRuns.AssertPassed($"Gateway.OneTimeTests(1).{test}");
        GatewayRuns.AssertPassed($"Gateway.OneTimeTests(2).{test}");
    }

    [TestCase("Gateway.OneTimeTests(1)")]
    [TestCase("Gateway.OneTimeTests(2)")]
    [TestCase("Gateway.OneTimeOuterTests")]
    [TestCase("Gateway.Nested.NamespaceTests")]
    [TestCase("Gateway.Nested.NamespaceSetUp")]
    [Property("Parity", "C19")]
    public void One_time_tear_down_finds_the_set_ups_data_and_nothing_of_the_tests(string suite)
    {
        InnerResult result = GatewayRuns.Sequential[suite];

        Assert.That(result.Message, Does.Not.Contain("TearDown"));
        Assert.That(result.Outcome, Is.EqualTo("Passed"), result.Message);
    }

    [TestCase("Gateway.OneTimeThenTests.Starts_from_the_baseline")]
    [TestCase("Gateway.OneTimeOuterTests.Starts_from_its_own_data")]
    [TestCase("Gateway.OneTimeOuterTests+InnerTests.Starts_from_its_own_data_alone")]
    public void The_data_are_gone_after_the_fixture(string test) => GatewayRuns.AssertPassed(test);

    [TestCase("Gateway.Nested.NamespaceTests.Starts_from_both(1)")]
    [TestCase("Gateway.Nested.NamespaceTests.Starts_from_both(2)")]
    [TestCase("Gateway.Nested.SiblingTests.Starts_from_the_namespaces(1)")]
    [TestCase("Gateway.Nested.SiblingTests.Starts_from_the_namespaces(2)")]
    public void Data_of_a_namespace_lie_below_those_of_its_fixtures(string test) => GatewayRuns.AssertPassed(test);

    [Test]
    public void A_transaction_that_a_test_leaves_open_on_the_fixtures_connection_is_that_tests_alone()
    {
        InnerResult result = GatewayRuns.AssertOutcome("Gateway.OneTimeTests(1).Leaves_a_transaction_open_on_the_fixtures_connection", "Passed");

        Assert.That(result.Output, Does.Contain("DBG4006: "));
    }

    [Test]
    public void A_transaction_that_one_time_set_up_leaves_open_fails_the_tests()
    {
        InnerResult result = GatewayRuns.AssertOutcome("Gateway.OneTimeTransactionTests.Uses_the_database", "Failed");

        Assert.That(result.Message, Does.StartWith("NUnit.DbGuard.DatabaseIsolationException : DBG3003: A connection that the one-time set-up of '"));
    }
}
