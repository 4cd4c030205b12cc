using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Access;

/// <summary>Providers other than SQLite's and PostgreSQL's, in a test without a mark.</summary>
public sealed class PublishedProviderTests
{
    [Test]
    [Property("Parity", "A6")]
    public void Opening_by_the_provider_of_SQL_Server_is_blocked()
    {
        InnerResult result = InnerRun.Default["PublishedProviderTests.Opens_by_the_provider_of_SQL_Server"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.Contain("DBG1001").And.Contain("Host=stands-for-a-server"));
    }

    [Test]
    [Property("Parity", "A6")]
    public void A_command_by_the_provider_of_SQL_Server_is_blocked_and_shown()
    {
        InnerResult result = InnerRun.Default["PublishedProviderTests.Commands_by_the_provider_of_SQL_Server"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.Contain("DBG1001").And.Contain("SELECT 1 FROM orders"));
    }

    [Test]
    [Property("Parity", "A6")]
    public void A_command_by_a_provider_of_MySQL_is_blocked()
    {
        InnerResult result = InnerRun.Default["PublishedProviderTests.Commands_by_a_provider_of_MySQL"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.Contain("DBG1001").And.Contain("MySqlConnector"));
    }

    [Test]
    public void A_mark_does_not_open_it_and_the_error_advises_nothing_that_is_not_possible()
    {
        InnerResult result = InnerRun.Default["PublishedProviderTests.Commands_by_a_provider_of_MySQL_with_a_mark"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.Contain("DBG1002").And.Contain("only PostgreSQL and SQLite have test databases").And.Not.Contain("AddSqlite"));
    }

    [Test]
    public void Activities_of_the_application_itself_are_let_alone() =>
        Assert.That(InnerRun.Default["PublishedProviderTests.Traces_of_its_own"].Outcome, Is.EqualTo("Passed"));
}
