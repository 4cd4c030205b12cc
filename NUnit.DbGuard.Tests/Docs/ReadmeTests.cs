using System.Text.RegularExpressions;

namespace NUnit.DbGuard.Tests.Docs;

/// <summary>What the README and the pages show, and where their links lead.</summary>
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

    /// <summary>Code that nothing compiles goes stale. The tutorial's files are compiled by its own test.</summary>
    [TestCaseSource(nameof(Pages))]
    public void All_code_of_a_page_is_a_snippet_or_a_file_of_the_tutorial(string page)
    {
        string text = Repository.Read(page);

        Assert.That(CodePattern().Count(text), Is.EqualTo(SnippetPattern().Count(text) + FilePattern().Count(text)));
    }

    [TestCaseSource(nameof(Links))]
    public void A_link_leads_to_a_file_and_a_heading(string page, string target)
    {
        string[] parts = target.Split('#');
        string path = parts[0].Length == 0 ? Repository.PathOf(page) : Path.GetFullPath(parts[0], Path.GetDirectoryName(Repository.PathOf(page))!);

        Assert.That(path, Does.Exist);
        if (parts.Length > 1)
        {
            Assert.That(HeadingPattern().Matches(File.ReadAllText(path)).Select(static heading => Anchor(heading.Groups[1].Value)), Does.Contain(parts[1]));
        }
    }

    [Test]
    public void Every_page_can_be_found_from_the_readme()
    {
        string readme = Repository.Read("README.md");

        Assert.That(Pages().Where(page => page != "README.md" && !readme.Contains($"({page})", StringComparison.Ordinal)), Is.Empty);
    }

    private static IEnumerable<string> Pages() =>
    [
        "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md",
        .. Directory.GetFiles(Repository.PathOf("docs"), "*.md").Select(static file => $"docs/{Path.GetFileName(file)}").Order(StringComparer.Ordinal),
    ];

    private static IEnumerable<TestCaseData> Snippets() =>
        from page in Pages()
        from match in SnippetPattern().Matches(Repository.Read(page))
        select new TestCaseData(match.Groups[1].Value, match.Groups[2].Value).SetArgDisplayNames(page, match.Groups[1].Value);

    private static IEnumerable<TestCaseData> Links() =>
        from page in Pages()
        from target in LinkPattern().Matches(Repository.Read(page)).Select(static match => match.Groups[1].Value).Distinct()
        select new TestCaseData(page, target).SetArgDisplayNames(page, target);

    // As the usual readers of Markdown make it.
    private static string Anchor(string heading) =>
        new([.. heading.ToLowerInvariant().Where(static letter => char.IsLetterOrDigit(letter) || letter is ' ' or '-' or '_').Select(static letter => letter == ' ' ? '-' : letter)]);

    [GeneratedRegex(@"^```csharp$", RegexOptions.Multiline)]
    private static partial Regex CodePattern();

    [GeneratedRegex(@"<!-- file: \S+ -->\n```csharp\n")]
    private static partial Regex FilePattern();

    [GeneratedRegex(@"<!-- snippet: (\S+) -->\n```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex SnippetPattern();

    [GeneratedRegex(@"\]\(([^):\s]+)\)")]
    private static partial Regex LinkPattern();

    [GeneratedRegex(@"^#+ (.+?)\r?$", RegexOptions.Multiline)]
    private static partial Regex HeadingPattern();
}
