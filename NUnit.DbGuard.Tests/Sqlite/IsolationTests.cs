using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Sqlite;

/// <summary>Each test on SQLite starts from the same state, whatever the tests before it did.</summary>
public sealed class IsolationTests
{
    private const string Namespace = "NUnit.DbGuard.Tests.Inner.Situations.Sqlite.";

    private static readonly Lazy<InnerRun> s_parallel = new(static () => InnerRun.Of("FullyQualifiedName~Situations.Sqlite.Parallel", workers: 4));

    [TestCase("AfterATestOnTheBaselineTests")]
    [TestCase("AfterATestOnOneTimeDataTests")]
    [TestCase("AfterATestWithAConnectionKeptOpenTests")]
    [TestCase("AfterATestWithAConnectionKeptOpenOnOneTimeDataTests")]
    [TestCase("AfterATestThatWroteTheFileTests")]
    [TestCase("AfterATestThatWroteTheFileOnOneTimeDataTests")]
    [Property("Parity", "C1")]
    public void A_test_starts_from_the_baseline_whatever_another_left(string fixture) => AllPass(InnerRun.Default, fixture);

    [TestCase("Nested.DerivedTests")]
    [TestCase("Nested.SiblingTests")]
    [TestCase("Nested.ZoneWithoutOwnDataTests")]
    [TestCase("AttachedInOneTimeSetUpTests(\"Data Source=library.db\")")]
    [TestCase("AttachedInOneTimeSetUpTests(\"Data Source=:memory:\")")]
    [Property("Parity", "C21")]
    public void One_time_data_lasts_for_the_tests_of_its_fixture(string fixture) => AllPass(InnerRun.Default, fixture);

    [TestCase("ParallelTests")]
    [TestCase("ParallelWithOneTimeDataTests")]
    [TestCase("ParallelWithOtherOneTimeDataTests")]
    [TestCase("ParallelInstancePerTestCaseTests")]
    [Property("Parity", "C9")]
    public void Parallel_tests_see_only_their_own_rows(string fixture) => AllPass(s_parallel.Value, fixture);

    [Test]
    [Property("Parity", "C3")]
    [Property("Parity", "C4")]
    [Property("Parity", "C11")]
    public void Every_way_to_reach_the_database_reaches_the_tests_copy()
    {
        InnerResult[] failed = [.. Of(InnerRun.Default, "ReachingTests").Where(static result => 
            result.Outcome != "Passed" && !result.FullName.Contains("refused", StringComparison.Ordinal) && !result.Message.StartsWith("One or more child", StringComparison.Ordinal))];

        Assert.That(failed.Select(static result => $"{result.FullName}: {result.Message}"), Is.Empty);
    }

    [Test]
    public void Attaching_a_file_that_no_set_up_fixture_names_is_refused()
    {
        InnerResult[] refused = [.. Of(InnerRun.Default, "ReachingTests").Where(static result => result.FullName.Contains(".Attaching_an_unknown_file_is_refused(", StringComparison.Ordinal))];

        Assert.That(refused, Has.Length.EqualTo(3));
        Assert.That(refused.Select(static result => result.Message), Has.All.Contains("DBG1002"));
    }

    [Test]
    public void Attaching_what_cannot_be_told_is_refused()
    {
        InnerResult[] refused = [.. Of(InnerRun.Default, "ReachingTests").Where(static result => result.FullName.Contains(".Attaching_what_cannot_be_told_is_refused(", StringComparison.Ordinal))];

        Assert.That(refused, Has.Length.EqualTo(5));
        Assert.That(refused.Select(static result => result.Message), Has.All.Contains("DBG5004"));
    }

    [Test]
    public void Random_programs_leave_nothing_behind()
    {
        string programs = Environment.GetEnvironmentVariable("FUZZ_PROGRAMS") ?? "60";
        string seed = Environment.GetEnvironmentVariable("FUZZ_SEED") ?? Random.Shared.Next(1_000_000).ToString(System.Globalization.CultureInfo.InvariantCulture);
        TestContext.Out.WriteLine($"FUZZ_SEED={seed} FUZZ_PROGRAMS={programs}");

        InnerRun run = InnerRun.Of("FullyQualifiedName~Situations.Sqlite.Fuzz", new Dictionary<string, string> { ["FUZZ_SEED"] = seed, ["FUZZ_PROGRAMS"] = programs }, workers: 4);

        foreach (string fixture in (string[])["FuzzTests", "FuzzWithKeptConnectionTests", "FuzzOnOneTimeDataTests", "FuzzInParallelTests", "FuzzInParallelOnOneTimeDataTests"])
        {
            AllPass(run, fixture);
        }
    }

    internal static IEnumerable<InnerResult> Of(InnerRun run, string fixture) =>
        run.Results.Where(result => result.FullName == Namespace + fixture || result.FullName.StartsWith(Namespace + fixture + ".", StringComparison.Ordinal));

    private static void AllPass(InnerRun run, string fixture)
    {
        InnerResult[] results = [.. Of(run, fixture)];

        Assert.That(results, Has.Length.GreaterThan(1));
        Assert.That(results.Where(static result => result.Outcome != "Passed").Select(static result => $"{result.FullName}: {result.Message}"), Is.Empty);
    }

    [TestCase(2)]
    [TestCase(4)]
    [Property("Parity", "F27")]
    public void Four_hundred_on_several_workers_disturb_each_other_nowhere(int workers)
    {
        InnerRun run = InnerRun.Of("FullyQualifiedName~Situations.Sqlite.ManyTests", workers: workers);

        Assert.That(run.Tests.Where(static test => test.Outcome != "Passed").Select(static test => $"{test.FullName}: {test.Message}"), Is.Empty);
        Assert.That(run.Tests.Count(), Is.EqualTo(400));
    }
}
