using System.Reflection;
using System.Text.RegularExpressions;
using NUnit.DbGuard.Errors;

namespace NUnit.DbGuard.Tests.Errors;

/// <summary><c>docs/errors.md</c> is the approved text of every error: what it quotes is what the library says.</summary>
public sealed partial class ErrorPageTests
{
    private static readonly string s_root =
        typeof(ErrorPageTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static data => data.Key == "RepositoryRoot").Value!;

    private static readonly string s_page = File.ReadAllText(Path.Combine(s_root, "docs", "errors.md")).ReplaceLineEndings("\n");

    private static IEnumerable<string> Codes => CodesOfTheLibrary();

    [Test]
    public void Every_code_of_the_library_has_a_heading_and_no_heading_is_without_a_code() =>
        Assert.That(Heading().Matches(s_page).Select(static heading => heading.Groups[1].Value), Is.EqualTo(CodesOfTheLibrary()));

    [TestCaseSource(nameof(Codes))]
    public void The_page_quotes_the_errors_of_a_code(string code)
    {
        string[] quoted = [.. Quote().Matches(Section(code)).Select(static quote => quote.Groups[1].Value)];

        Assert.That(quoted, Is.EqualTo(ErrorSamples.Texts.Where(text => ErrorSamples.CodeOf(text) == code)));
        Assert.That(quoted, Is.Not.Empty);
    }

    [TestCaseSource(nameof(Codes))]
    public void The_page_says_what_a_code_means_and_what_to_do(string code)
    {
        string section = Section(code);

        Assert.That(section, Does.Contain("\n**What it means.** "));
        Assert.That(section, Does.Contain("\n**What to do.** "));
    }

    [Test]
    public void Every_error_says_how_to_fix_it_and_where_to_read_more()
    {
        foreach (string text in ErrorSamples.Texts)
        {
            Assert.That(text, Does.Contain("\n  Fix:   ").And.EndsWith($"\n  More:  docs/errors.md#dbg{ErrorSamples.CodeOf(text)[3..]}"));
        }
    }

    [Test]
    public void Sql_is_shown_on_one_line_and_cut_at_200_characters()
    {
        string sql = $"SELECT\n\t'{new string('x', 300)}'";

        Assert.That(GuardText.Sql(sql), Is.EqualTo($"SELECT '{new string('x', 192)} …"));
        Assert.That(GuardText.Sql(new string('x', 200)), Is.EqualTo(new string('x', 200)));
    }

    [GeneratedRegex("^## (DBG[0-9]{4})$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("^```text\n(.*?)\n```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Quote();

    [GeneratedRegex("\"(DBG[0-9]{4})\"")]
    private static partial Regex CodeInSource();

    private static string[] CodesOfTheLibrary() =>
    [
        .. Directory.GetFiles(Path.Combine(s_root, "NUnit.DbGuard", "Errors"), "*.cs")
            .Append(Path.Combine(s_root, "NUnit.DbGuard", "build", "NUnit.DbGuard.targets"))
            .SelectMany(static file => CodeInSource().Matches(File.ReadAllText(file)))
            .Select(static match => match.Groups[1].Value)
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    private static string Section(string code)
    {
        string[] parts = s_page.Split($"\n## {code}\n");
        return parts.Length == 2 ? parts[1].Split("\n## ")[0] : string.Empty;
    }
}
