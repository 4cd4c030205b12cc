using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Lifecycle;

/// <summary>A mark that names databases opens those, and no others.</summary>
public sealed class NamedDatabasesTests
{
    [Test]
    [Property("Parity", "G1")]
    public void The_databases_that_the_mark_names_are_open() => Assert.That(InnerRun.Default["NamedDatabasesTests.Opens_what_the_mark_names"].Outcome, Is.EqualTo("Passed"));

    [TestCase("Opens_what_the_mark_does_not_name")]
    [TestCase("Asks_for_what_the_mark_does_not_name")]
    [TestCase("Asks_for_the_default_that_the_mark_does_not_name")]
    [Property("Parity", "G2")]
    public void The_others_are_refused_and_the_error_says_which_mark_would_do(string test)
    {
        InnerResult result = InnerRun.Default[$"NamedDatabasesTests.{test}"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.Contain($"DBG1003: 'NUnit.DbGuard.Tests.Inner.Situations.Marks.NamedDatabasesTests.{test}' opened database 'default', but its mark opens only 'second'."));
        Assert.That(result.Message, Does.Contain("Fix:   add the name to the mark: [RequiresDatabase(\"second\", \"default\")], or \"*\" for all."));
    }

    [Test]
    [Property("Parity", "G1")]
    public void A_star_opens_all_databases()
    {
        InnerResult result = InnerRun.Default["NamedDatabasesTests.Opens_all"];

        Assert.That(result.Outcome, Is.EqualTo("Passed"), result.Message);
        Assert.That(result.Categories, Is.EquivalentTo(new[] { "Database", "Database.all", "Isolation.Rollback" }));
    }

    [Test]
    [Property("Parity", "G3")]
    public void A_name_that_is_not_there_fails_the_test_and_the_error_says_the_nearest()
    {
        InnerResult result = InnerRun.Default["NamedDatabasesTests.Names_a_database_that_is_not_there"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.Contain("DBG2002:").And.Contains("asks for database 'defualt'").And.Contains("did you mean 'default'?"));
    }

    [Test]
    public void Asking_for_a_database_without_a_mark_is_refused()
    {
        InnerResult result = InnerRun.Default["NamedDatabasesTests.Asks_for_a_database_without_a_mark"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.Contain("DBG1001:").And.Contains("at NamedDatabasesTests.Asks_for_a_database_without_a_mark"));
    }
}
