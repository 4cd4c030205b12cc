using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.SetUp;

/// <summary>Test projects that are set up wrong, each an assembly of its own.</summary>
public sealed class FreshProjectTests
{
    private const string Tests = """
        namespace Fresh;

        public sealed class PriceTests
        {
            [Test, RequiresDatabase]
            public void Marked() => Open();

            [Test]
            public void Unmarked() => Open();

            [Test]
            public void Needs_none() => Assert.That(1 + 1, Is.EqualTo(2));

            private static void Open()
            {
                using var connection = new Microsoft.Data.Sqlite.SqliteConnection("Data Source=fresh.db");
                connection.Open();
            }
        }
        """;

    private const string SetUp = """

        [SetUpFixture]
        public sealed class ShopSetUp : DatabaseSetUpFixture
        {
            protected override void Configure(TestDatabaseCatalog databases) => databases.AddSqlite("default", "Data Source=fresh.db");
        }
        """;

    private FreshProjects _projects = null!;

    [OneTimeSetUp]
    public void BuildProjects() => _projects = FreshProjects.Build(
        new Dictionary<string, string>
        {
            ["Whole"] = Tests + SetUp,
            ["Bare"] = Tests,
            ["Doubled"] = Tests + SetUp + SetUp.Replace("ShopSetUp", "StockSetUp", StringComparison.Ordinal),
            ["Plain"] = Tests + SetUp.Replace("[SetUpFixture]", string.Empty, StringComparison.Ordinal),
            ["SwitchedOff"] = Tests + SetUp,
            ["WithoutTargets"] = Tests + SetUp,
        },
        new Dictionary<string, string>
        {
            ["SwitchedOff"] = "<EnableDbGuard>false</EnableDbGuard>",
            ["WithoutTargets"] = "<WithoutTargets>true</WithoutTargets>",
        });

    [OneTimeTearDown]
    public void DeleteProjects() => _projects?.Dispose();

    [Test]
    public void A_project_that_is_set_up_right_works()
    {
        InnerRun run = Run("Whole");

        Assert.That(run["PriceTests.Marked"].Outcome, Is.EqualTo("Passed"), run["PriceTests.Marked"].Message);
        Assert.That(run["PriceTests.Unmarked"].Message, Does.Contain("DBG1001: 'Fresh.PriceTests.Unmarked' opened database 'default', but the test is not marked as needing one."));
    }

    [Property("Parity", "A17")]
    [TestCase("Bare", "DBG7001: A test needs a database, but no set-up fixture of 'Fresh.Bare' names one.\n  Fix:   add one class in the test project: [SetUpFixture] public class TestDatabaseSetUp : DatabaseSetUpFixture { … }.")]
    [TestCase("Doubled", "DBG7002: Several classes derive from DatabaseSetUpFixture: 'Fresh.ShopSetUp', 'Fresh.StockSetUp'. One names all databases.")]
    [TestCase("Plain", "DBG7003: 'Fresh.ShopSetUp' derives from DatabaseSetUpFixture but carries no [SetUpFixture], so NUnit does not run it.\n  Fix:   add [SetUpFixture] to 'Fresh.ShopSetUp'.")]
    public void A_set_up_fixture_at_fault_fails_the_tests_that_need_a_database(string project, string expected)
    {
        InnerRun run = Run(project);

        Assert.That(run["PriceTests.Marked"].Outcome, Is.EqualTo("Failed"));
        Assert.That(run["PriceTests.Marked"].Message, Does.Contain(expected));
        Assert.That(run["PriceTests.Unmarked"].Message, Does.Contain("DBG1001: 'Fresh.PriceTests.Unmarked' opened a database that no set-up fixture names"));
        Assert.That(run["PriceTests.Needs_none"].Outcome, Is.EqualTo("Passed"));
    }

    [TestCase("SwitchedOff")]
    [TestCase("WithoutTargets")]
    public void Without_the_targets_every_mark_says_that_nothing_is_guarded(string project)
    {
        InnerRun run = Run(project);

        Assert.That(run["PriceTests.Marked"].Outcome, Is.EqualTo("Failed"));
        Assert.That(run["PriceTests.Marked"].Label, Is.EqualTo("Invalid"));
        Assert.That(run["PriceTests.Marked"].Message, Does.Contain("DBG2001: 'Fresh.PriceTests.Marked' carries a mark, but its assembly is not guarded: the package's targets were switched off"));
        Assert.That(run["PriceTests.Needs_none"].Outcome, Is.EqualTo("Passed"));
    }

    [Test]
    public void Switching_the_guard_off_is_a_warning_of_the_build() =>
        Assert.That(
            _projects.Output.Split('\n').Where(static line => line.Contains("warning DBG2001", StringComparison.Ordinal)).Distinct(),
            Has.Exactly(1).Contains("EnableDbGuard=false: nothing keeps the tests of Fresh from a database, and every test with a mark fails."));

    private InnerRun Run(string project) => InnerRun.Of("FullyQualifiedName~PriceTests", assembly: _projects.AssemblyOf(project));
}
