using System.Reflection;
using System.Text.RegularExpressions;

namespace NUnit.DbGuard.Tests.Docs;

/// <summary>The lines of SECURITY.md, held against the tests that carry their ids.</summary>
public sealed partial class SecurityTests
{
    private static readonly (string Id, string Text)[] s_lines =
        [.. LinePattern().Matches(Repository.Read("SECURITY.md")).Select(static line => (line.Groups[1].Value, line.Value))];

    [Test]
    public void The_lines_are_numbered() => Assert.That(s_lines.Select(static line => line.Id), Is.EqualTo(Enumerable.Range(1, 20).Select(static number => $"S{number}")));

    [TestCaseSource(nameof(Lines))]
    public void A_line_names_the_fixtures_of_its_tests(string id, string text)
    {
        string[] fixtures = [.. NamePattern().Matches(text).Select(static name => name.Groups[1].Value)];

        Assert.That(fixtures, Is.Not.Empty.And.EquivalentTo(Marked().Where(mark => mark.Id == id).Select(static mark => mark.Fixture).Distinct()));
    }

    [Test]
    public void No_test_names_a_line_that_there_is_not() => Assert.That(Marked().Select(static mark => mark.Id).Distinct(), Is.SubsetOf(s_lines.Select(static line => line.Id)));

    private static IEnumerable<TestCaseData> Lines() => s_lines.Select(static line => new TestCaseData(line.Id, line.Text).SetArgDisplayNames(line.Id));

    private static IEnumerable<(string Id, string Fixture)> Marked() =>
        from type in typeof(SecurityTests).Assembly.GetTypes()
        from method in type.GetMethods()
        from property in method.GetCustomAttributes<PropertyAttribute>()
        where property.Properties.ContainsKey("Security")
        from id in property.Properties["Security"].Cast<string>()
        select (id, type.Name);

    [GeneratedRegex(@"^\| (S\d+) \|.*\|$", RegexOptions.Multiline)]
    private static partial Regex LinePattern();

    [GeneratedRegex("`([A-Za-z]+Tests)`")]
    private static partial Regex NamePattern();
}
