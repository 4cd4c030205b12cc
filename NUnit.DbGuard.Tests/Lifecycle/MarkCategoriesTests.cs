using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Lifecycle;

/// <summary>Marks are categories, so a filter selects by them.</summary>
[Property("Parity", "B17")]
public sealed class MarkCategoriesTests
{
    [Test]
    public void A_filter_by_Database_selects_the_tests_with_a_mark_and_no_others()
    {
        InnerRun run = InnerRun.Of("TestCategory=Database&FullyQualifiedName~Situations.Marks.MarkedFixtureTests");

        Assert.That(NamesOf(run), Is.EquivalentTo(new[]
        {
            "Takes_the_fixtures_mark", "Takes_its_own_mark", "Uses_what_only_the_fixtures_mark_names", "Takes_its_own_mark_in_each_case(1)", "Takes_its_own_mark_in_each_case(2)",
        }));
    }

    [Test]
    public void A_filter_that_excludes_Database_selects_the_others()
    {
        InnerRun run = InnerRun.Of("TestCategory!=Database&FullyQualifiedName~Situations.Marks.MarkedFixtureTests");

        Assert.That(NamesOf(run), Is.EquivalentTo(new[] { "Is_closed_again", "Is_closed_again_and_opens_it", "Is_closed_again_in_each_case(1)" }));
    }

    [TestCase("Isolation.Flush", "Takes_the_fixtures_mark")]
    [TestCase("Database.second", "Takes_the_fixtures_mark")]
    public void A_filter_selects_by_isolation_and_by_database(string category, string expected)
    {
        InnerRun run = InnerRun.Of($"TestCategory={category}&FullyQualifiedName~Situations.Marks.MarkedFixtureTests");

        Assert.That(NamesOf(run), Is.EquivalentTo(new[] { expected }));
    }

    private static IEnumerable<string> NamesOf(InnerRun run) =>
        run.Results.Where(static result => result.FullName.Contains(".MarkedFixtureTests.", StringComparison.Ordinal) && !IsCasesSuite(result))
            .Select(static result => result.FullName[(result.FullName.LastIndexOf('.') + 1)..]);

    private static bool IsCasesSuite(InnerResult result) => result.FullName.EndsWith("_in_each_case", StringComparison.Ordinal);
}
