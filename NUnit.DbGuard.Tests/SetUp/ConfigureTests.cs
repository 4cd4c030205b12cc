using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.SetUp;

/// <summary>A set-up fixture whose <c>Configure</c> is wrong.</summary>
public sealed class ConfigureTests
{
    [TestCase("duplicate-name", "DBG7005: Two databases have the name 'default'.")]
    [TestCase("star", "DBG7005: '*' is no name for a database.")]
    [TestCase("in memory", "DBG5007: The connection string of SQLite database 'default' names no file: Data Source=:memory:")]
    [TestCase("not a connection string", "DBG5007: The connection string of SQLite database 'default' names no file: it does not parse")]
    [TestCase("throws", "DBG7004: Configure() of 'InnerSetUp' threw InvalidOperationException: no such tenant")]
    [TestCase("opens", "DBG7004: Configure() of 'InnerSetUp' threw DatabaseAccessBlockedException: DBG1001: ")]
    [TestCase("asks", "DBG7004: Configure() asked for a database, but it only names them; none is there yet.")]
    public void Tests_that_need_a_database_fail_with_its_error_and_the_others_run(string setUp, string expected)
    {
        InnerRun run = InnerRun.Of("FullyQualifiedName~NeedingADatabaseTests", new Dictionary<string, string> { ["INNER_SETUP"] = setUp });

        Assert.That(run["NeedingADatabaseTests.Needs_none"].Outcome, Is.EqualTo("Passed"));
        foreach (string test in (string[])["Counts_items", "Counts_items_again", "Uses_the_second"])
        {
            InnerResult result = run[$"NeedingADatabaseTests.{test}"];
            Assert.That(result.Outcome, Is.EqualTo("Failed"));
            Assert.That(result.Message, Does.Contain(": " + expected));
            Assert.That(result.Message, Does.Not.Contain("secret"));
        }
    }
}
