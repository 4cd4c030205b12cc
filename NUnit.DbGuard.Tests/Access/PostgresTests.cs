using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Access;

/// <summary>Npgsql, with EF Core and without, is refused before it reaches the network.</summary>
public sealed class PostgresTests
{
    [TestCase("Opens", "at Postgres.Open\n")]
    [TestCase("Opens_asynchronously", "at Postgres.OpenAsync\n")]
    [TestCase("Runs_a_command_of_a_data_source", "at Postgres.RunCommandOfDataSourceAsync\n")]
    [TestCase("Queries_through_a_context", "at PostgresTests.Queries_through_a_context\n")]
    [TestCase("Saves_asynchronously_through_a_context", "at PostgresTests.Saves_asynchronously_through_a_context\n")]
    [TestCase("Begins_a_transaction_through_a_context", "at PostgresTests.Begins_a_transaction_through_a_context\n")]
    [Property("Parity", "A1")]
    [Property("Parity", "A6")]
    [Property("Security", "S14")]
    public void An_unmarked_test_is_refused(string test, string place)
    {
        InnerResult result = InnerRun.Default[$"Access.PostgresTests.{test}"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.StartWith($"NUnit.DbGuard.DatabaseAccessBlockedException : DBG1001: 'NUnit.DbGuard.Tests.Inner.Situations.Access.PostgresTests.{test}'"));
        Assert.That(result.Message, Does.Contain("Tried: Npgsql, ").And.Contains(place).And.Not.Contains("secret"));
    }

    [TestCase("Opens_with_a_mark")]
    [TestCase("Opens_asynchronously_with_a_mark")]
    [TestCase("Queries_through_a_context_with_a_mark")]
    [Property("Parity", "A6")]
    [Property("Parity", "A15")]
    [Property("Parity", "B14")]
    public void A_marked_test_is_refused_a_server_that_is_not_configured(string test)
    {
        InnerResult result = InnerRun.Default[$"Access.PostgresTests.{test}"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.StartWith($"NUnit.DbGuard.DatabaseAccessBlockedException : DBG1002: 'NUnit.DbGuard.Tests.Inner.Situations.Access.PostgresTests.{test}'"));
    }

    [Test]
    [Property("Parity", "A8")]
    public void What_EF_Core_swallows_itself_fails_the_test()
    {
        InnerResult result = InnerRun.Default["Access.PostgresTests.Asks_a_context_whether_it_can_connect"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.Contain("DBG1001:"));
    }

    [Test]
    public void Block_refuses_it()
    {
        InnerResult result = InnerRun.Default["Access.PostgresTests.Is_refused_within_Block"];

        Assert.That(result.Outcome, Is.EqualTo("Passed"), result.Message);
    }
}
