using System.Text.RegularExpressions;

namespace NUnit.DbGuard.Tests.Docs;

/// <summary>docs/architecture.md, held against the code that it speaks of.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string[] s_sources =
        [.. Directory.GetFiles(Repository.PathOf("NUnit.DbGuard"), "*.cs", SearchOption.AllDirectories).Select(static file => Path.GetFileNameWithoutExtension(file))];

    [TestCaseSource(nameof(Places))]
    public void A_place_that_it_names_is_there(string place)
    {
        string path = Repository.PathOf($"NUnit.DbGuard/{place}");

        Assert.That(Directory.Exists(path) || File.Exists(path) || File.Exists($"{path}.cs") || s_sources.Contains(place), Is.True, place);
    }

    [Test]
    public void It_names_places() => Assert.That(Places().Count(), Is.GreaterThan(40));

    // What stands in a table's column of places; the text beside it also names types of NUnit's.
    private static IEnumerable<string> Places() =>
        Repository.Read("docs/architecture.md").Split('\n')
            .Where(static line => line.StartsWith("| ", StringComparison.Ordinal))
            .SelectMany(static line => CodePattern().Matches(line.TrimEnd('|', ' ').Split('|')[^1]))
            .Select(static match => match.Groups[1].Value)
            .Where(static place => !place.StartsWith("Inner/", StringComparison.Ordinal))
            .Distinct();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex CodePattern();
}
