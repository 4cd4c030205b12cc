using System.Text.RegularExpressions;
using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Reporting;

/// <summary>The end of real runs.</summary>
public sealed class ReportedRunTests
{
    private const string Reported = "FullyQualifiedName~Reporting.ReportedTests";
    private const string Counted = "NUnit.DbGuard report: 7 of 10 tests used a database (Rollback 5, Flush 1, Clone 1); 1 marked test used none.";

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    /// <summary>VSTest shows what is no warning from the verbosity "normal" on.</summary>
    [TestCase(false)]
    [TestCase(true)]
    public void A_run_ends_with_its_report(bool isVsTest)
    {
        InnerRun run = InnerRun.Of(Reported, host: isVsTest ? InnerHost.TalkativeVsTest : InnerHost.TestingPlatform);

        string text = Regex.Replace(run.Output, "[ \t]+", " ");
        Assert.That(text, Does.Contain(Counted));
        Assert.That(text, Does.Match(@"Databases: 'default' created in [\d.]+ m?s, 'second' created in [\d.]+ m?s\s"));
        Assert.That(text, Does.Match(@"Time: NUnit.DbGuard [\d.]+ m?s, [\d.]+ .?s a test \(.+ %\); tests themselves [\d.]+ m?s"));
        Assert.That(text, Does.Match(@"Found: DBG3002, connections left open, once in \S+\.Leaks; DBG1001 once in \S+\.Is_refused"));
        Assert.That(text, Does.Not.Contain("Page:"));
    }

    [Test]
    public void The_page_is_written_where_the_setting_says_and_its_path_is_told()
    {
        InnerRun run = InnerRun.Of(Reported, parameters: new Dictionary<string, string> { ["report"] = _folder["pages"] });

        string path = _folder["pages/NUnit.DbGuard.Tests.Inner.dbguard.html"];
        Assert.That(run.Output, Does.Contain($"Page:      {path}"));
        string page = File.ReadAllText(path);
        Assert.That(page, Does.Contain("ReportedTests.<wbr/>Takes(&quot;&lt;script&gt;alert(&#39;one&#39;)&lt;/script&gt; &amp; \\&quot;two\\&quot;&quot;)"));
        Assert.That(page, Does.Contain("Clone on default, second, 2 statements").And.Contain("Rollback on default, 1 statement, failed"));
    }

    [Test]
    public void A_variable_asks_for_the_page_as_well()
    {
        _ = InnerRun.Of(Reported, new Dictionary<string, string> { ["DBGUARD_REPORT"] = _folder["shop.html"] });

        Assert.That(_folder["shop.html"], Does.Exist);
    }

    [Test]
    public void A_page_that_cannot_be_written_changes_no_result()
    {
        InnerRun plain = InnerRun.Of(Reported);
        InnerRun run = InnerRun.Of(Reported, parameters: new Dictionary<string, string> { ["report"] = "/proc/reports/shop.html" });

        Assert.That(run.Output, Does.Contain("NUnit.DbGuard: the report could not be written to /proc/reports/shop.html: ").And.Not.Contain("Page:"));
        Assert.That(Outcomes(run), Is.EqualTo(Outcomes(plain)));
    }

    [Test]
    public void A_run_that_uses_no_database_ends_without_a_word()
    {
        InnerRun run = InnerRun.Of("FullyQualifiedName~ReportedTests.Needs_none", parameters: new Dictionary<string, string> { ["report"] = _folder.Path });

        Assert.That(run.Output, Does.Not.Contain("NUnit.DbGuard report").And.Not.Contain("Page:"));
        Assert.That(_folder.Names, Is.Empty);
    }

    [TestCase(1)]
    [TestCase(4)]
    public void All_tests_are_counted_however_many_run_at_the_same_time(int workers)
    {
        InnerRun run = InnerRun.Of("FullyQualifiedName~Situations.Sqlite.ManyTests", workers: workers);

        Assert.That(run.Output, Does.Contain("NUnit.DbGuard report: 400 of 400 tests used a database (Rollback 200, Flush 100, Clone 100)."));
        Assert.That(run.Output, Does.Not.Contain("Found:"));
    }

    [Test]
    public void What_an_earlier_run_has_kept_is_told_as_reused()
    {
        File.WriteAllText(_folder["schema.sql"], "CREATE TABLE notes (id INTEGER); INSERT INTO notes VALUES (1)");
        string first = Keep().Output;
        string second = Keep().Output;

        Assert.That(first, Does.Match(@"'script' created in [\d.]+ m?s \(there is none yet\)"));
        Assert.That(second, Does.Match(@"'script' reused in [\d.]+ m?s"));
    }

    [Test]
    public void A_database_that_could_not_be_made_is_told_with_its_code()
    {
        InnerRun run = InnerRun.Of("FullyQualifiedName~Situations.BrokenDatabaseTests", new Dictionary<string, string> { ["INNER_SETUP"] = "broken" });

        Assert.That(run.Output, Does.Match(@"' failed in [\d.]+ m?s \(DBG7\d\d\d\)"));
    }

    /// <summary>What runs the tests takes no more lines then, and writes no results.</summary>
    [Test]
    public void The_page_of_a_process_that_ends_in_the_midst_of_a_run_says_so()
    {
        Assert.That(() => InnerRun.Of("FullyQualifiedName~Reporting.ExitingTests", parameters: new Dictionary<string, string> { ["report"] = _folder["shop.html"] }), Throws.InvalidOperationException);

        Assert.That(File.ReadAllText(_folder["shop.html"]), Does.Contain("The process ended before the run did").And.Contain("<b>1</b><span>of 1 test used a database"));
    }

    [Test]
    public void A_seed_that_takes_long_is_told_of_while_it_runs()
    {
        InnerRun run = InnerRun.Of("FullyQualifiedName~ReportedTests.Reads", new Dictionary<string, string> { ["INNER_SETUP"] = "slow" });

        Assert.That(run["ReportedTests.Reads"].Outcome, Is.EqualTo("Passed"));
        Assert.That(run.Output, Does.Contain("NUnit.DbGuard is preparing database 'default': the seed of SlowDatabases ... 2 s"));
        Assert.That(run.Output, Does.Match(@"NUnit.DbGuard has prepared database 'default' within [\d.]+ s\."));
    }

    private static IEnumerable<string> Outcomes(InnerRun run) => run.Tests.Select(static test => $"{test.FullName} {test.Outcome}").Order(StringComparer.Ordinal);

    private InnerRun Keep() => InnerRun.Of(
        "FullyQualifiedName~Situations.KeptDatabaseTests.Script",
        new Dictionary<string, string> { ["INNER_SETUP"] = "kept", ["INNER_FOLDER"] = _folder.Path, ["INNER_LOG"] = _folder["log"] },
        new Dictionary<string, string> { ["reuse-db"] = "true" });
}
