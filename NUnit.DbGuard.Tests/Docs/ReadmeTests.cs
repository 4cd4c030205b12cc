using System.Text.RegularExpressions;

namespace NUnit.DbGuard.Tests.Docs;

/// <summary>What the README and the pages show.</summary>
public sealed partial class ReadmeTests
{
    [TestCaseSource(nameof(Snippets))]
    public void A_snippet_stands_in_the_example_that_it_names(string file, string code)
    {
        string example = Repository.Read(file);

        Assert.That(example, Does.Contain(code.TrimEnd('\n')));
    }

    [Test]
    public void There_are_snippets() => Assert.That(Snippets().Count(), Is.GreaterThanOrEqualTo(2));

    [TestCaseSource(nameof(Links))]
    public void A_link_leads_to_a_file(string page, string target) =>
        Assert.That(Path.GetFullPath(target, Path.GetDirectoryName(Repository.PathOf(page))!), Does.Exist);

    private static IEnumerable<TestCaseData> Snippets() =>
        from page in (string[])["README.md", "docs/postgres.md", "docs/recipes.md"]
        from match in SnippetPattern().Matches(Repository.Read(page))
        select new TestCaseData(match.Groups[1].Value, match.Groups[2].Value).SetArgDisplayNames(page, match.Groups[1].Value);

    private static IEnumerable<TestCaseData> Links() =>
        from page in (string[])["README.md", "CHANGELOG.md", "docs/sqlite.md", "docs/postgres.md", "docs/parity.md", "docs/errors.md", "docs/recipes.md"]
        from match in LinkPattern().Matches(Repository.Read(page))
        select new TestCaseData(page, match.Groups[1].Value).SetArgDisplayNames(page, match.Groups[1].Value);

    [GeneratedRegex(@"<!-- snippet: (\S+) -->\n```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex SnippetPattern();

    [GeneratedRegex(@"\]\(([^)#:]+)(?:#[^)]*)?\)")]
    private static partial Regex LinkPattern();
}
