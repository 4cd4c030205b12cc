using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.SetUp;

/// <summary>When a test database is made, and how often.</summary>
public sealed class CreationTests
{
    [Test]
    [Property("Parity", "F1")]
    public void Nothing_is_made_when_no_selected_test_needs_a_database()
    {
        string[] made = Made("FullyQualifiedName~NeedingADatabaseTests.Needs_none", out InnerRun run);

        Assert.That(run["NeedingADatabaseTests.Needs_none"].Outcome, Is.EqualTo("Passed"));
        Assert.That(made, Is.Empty);
    }

    [Test]
    [Property("Parity", "F2")]
    public void Only_databases_that_selected_tests_need_are_made()
    {
        string[] made = Made("FullyQualifiedName~NeedingADatabaseTests.Counts|FullyQualifiedName~NeedingADatabaseTests.Needs_none", out InnerRun run);

        Assert.That(run["NeedingADatabaseTests.Counts_items_again"].Outcome, Is.EqualTo("Passed"));
        Assert.That(made, Is.EqualTo(new[] { "default" }));
    }

    [Test]
    [Property("Parity", "F1")]
    [Property("Parity", "F27")]
    public void Many_tests_that_start_at_once_make_it_once()
    {
        string[] made = Made("FullyQualifiedName~StartingAtOnceTests", out InnerRun run, workers: 4);

        Assert.That(run["Situations.StartingAtOnceTests"].Outcome, Is.EqualTo("Passed"), run.Output);
        Assert.That(made, Is.EqualTo(new[] { "default" }));
    }

    private static string[] Made(string filter, out InnerRun run, int? workers = null)
    {
        using TemporaryFolder folder = new();
        string log = folder["log"];
        run = InnerRun.Of(filter, new Dictionary<string, string> { ["INNER_SETUP"] = "counted", ["INNER_LOG"] = log }, workers: workers);
        return File.Exists(log) ? File.ReadAllLines(log) : [];
    }
}
