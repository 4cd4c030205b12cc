using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Access;

/// <summary>Files that no set-up fixture names, and databases in memory.</summary>
public sealed class OtherDatabasesTests
{
    [TestCase("Opens_an_unknown_file_with_a_mark")]
    [TestCase("Opens_an_unknown_file_with_Allow")]
    [TestCase("Opens_a_file_of_the_same_name_elsewhere")]
    [Property("Parity", "A15")]
    [Property("Parity", "B14")]
    public void A_file_that_is_not_configured_is_refused_and_not_created(string test)
    {
        InnerResult result = InnerRun.Default[$"OtherDatabasesTests.{test}"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.StartWith($"NUnit.DbGuard.DatabaseAccessBlockedException : DBG1002: 'NUnit.DbGuard.Tests.Inner.Situations.Access.OtherDatabasesTests.{test}' opened a database that no set-up fixture names"));
        Assert.That(result.Message, Does.Contain("Fix:   name it in Configure() of your DatabaseSetUpFixture"));
    }

    [Test]
    [Property("Parity", "A1")]
    [Property("Parity", "B14")]
    public void A_file_that_is_not_configured_is_refused_to_an_unmarked_test_as_any_other()
    {
        InnerResult result = InnerRun.Default["OtherDatabasesTests.Opens_an_unknown_file"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.StartWith("NUnit.DbGuard.DatabaseAccessBlockedException : DBG1001:").And.Contains("developers-own.db, at Items.Open"));
    }

    [TestCase("Data Source=:memory:")]
    [TestCase("Data Source=shared-in-memory;Mode=Memory;Cache=Shared")]
    public void A_database_in_memory_is_open_to_a_marked_test(string connectionString)
    {
        InnerResult result = InnerRun.Default[$"OtherDatabasesTests.Opens_a_database_in_memory_with_a_mark(\"{connectionString}\")"];

        Assert.That(result.Outcome, Is.EqualTo("Passed"), result.Message);
    }

    [TestCase("Data Source=:memory:")]
    [TestCase("Data Source=shared-in-memory;Mode=Memory;Cache=Shared")]
    [Property("Parity", "A1")]
    public void A_database_in_memory_is_closed_to_an_unmarked_test(string connectionString)
    {
        InnerResult result = InnerRun.Default[$"OtherDatabasesTests.Opens_a_database_in_memory(\"{connectionString}\")"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.Contain("DBG1001:").And.Contains("opened an in-memory database, but the test is not marked as needing one."));
    }
}
