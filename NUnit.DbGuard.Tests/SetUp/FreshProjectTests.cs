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

    private const string Extension = """

        [assembly: Fresh.AroundEach]

        namespace Fresh
        {
            using NUnit.Framework.Interfaces;
            using NUnit.Framework.Internal;
            using NUnit.Framework.Internal.Commands;

            [SetUpFixture]
            public sealed class ShopSetUp : DatabaseSetUpFixture
            {
                protected override void Configure(TestDatabaseCatalog databases) => databases.AddSqlite("default", "Data Source=fresh.db");
            }

            [AttributeUsage(AttributeTargets.Assembly)]
            public sealed class AroundEachAttribute : Attribute, ITestAction
            {
                public ActionTargets Targets => ActionTargets.Test;

                public void BeforeTest(ITest test) => PriceTests.Open();

                public void AfterTest(ITest test) => PriceTests.Open();
            }

            [AttributeUsage(AttributeTargets.Method)]
            public sealed class WrappedAttribute : Attribute, IWrapSetUpTearDown
            {
                public TestCommand Wrap(TestCommand command) => new Wrapped(command);

                private sealed class Wrapped(TestCommand inner) : DelegatingTestCommand(inner)
                {
                    public override TestResult Execute(TestExecutionContext context)
                    {
                        PriceTests.Open();
                        return innerCommand.Execute(context);
                    }
                }
            }

            [RequiresDatabase]
            public sealed class PriceTests
            {
                [Test]
                public void Marked() => Open();

                [Test, Wrapped]
                public void Wrapped() => Open();

                public static void Open()
                {
                    using var connection = new Microsoft.Data.Sqlite.SqliteConnection("Data Source=fresh.db");
                    connection.Open();
                }
            }
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
            ["Extended"] = Extension,
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
    [TestCase("Bare", "DBG7001: A test needs a database, but no set-up fixture of 'Fresh.Bare' names one.\n  Fix:   add one class in the test project, outside of every namespace: [SetUpFixture] public class TestDatabaseSetUp : DatabaseSetUpFixture {")]
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

    [Test]
    public void The_action_of_another_extension_finds_the_database_of_the_test()
    {
        InnerRun run = Run("Extended");

        Assert.That(run["PriceTests.Marked"].Outcome, Is.EqualTo("Passed"), run["PriceTests.Marked"].Message);
    }

    [Test]
    public void What_another_extension_wraps_around_the_set_up_is_told_what_it_is()
    {
        InnerRun run = Run("Extended");

        Assert.That(run["PriceTests.Wrapped"].Outcome, Is.EqualTo("Failed"));
        Assert.That(
            run["PriceTests.Wrapped"].Message,
            Does.Contain("DBG1001: What an extension runs around 'Fresh.PriceTests.Wrapped' (an IWrapSetUpTearDown, or an ITestAction ahead of ours) opened database 'default'."));
    }

    [Test]
    public void Two_test_projects_in_one_command_have_databases_of_their_own()
    {
        (_, string output) = ShortCommand.Run(Path.GetTempPath(), new Dictionary<string, string>(), "dotnet", "vstest", _projects.AssemblyOf("Whole"), _projects.AssemblyOf("Bare"));

        Assert.That(output, Does.Contain("DBG7001: A test needs a database, but no set-up fixture of 'Fresh.Bare' names one."));
        Assert.That(output, Does.Contain("DBG1001: 'Fresh.PriceTests.Unmarked' opened database 'default', but the test is not marked as needing one."));
        Assert.That(output, Does.Match(@"Failed:\s+1, Passed:\s+2, Skipped:\s+0, Total:\s+3, .* Fresh\.Whole\.dll"));
    }

    private InnerRun Run(string project) => InnerRun.Of("FullyQualifiedName~PriceTests", assembly: _projects.AssemblyOf(project));
}
