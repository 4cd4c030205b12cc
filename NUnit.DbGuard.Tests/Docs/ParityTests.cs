using System.Reflection;
using System.Text.RegularExpressions;

namespace NUnit.DbGuard.Tests.Docs;

/// <summary>The table of docs/parity.md, held against the tests that carry its ids.</summary>
public sealed partial class ParityTests
{
    [Test]
    public void Every_behaviour_has_a_row()
    {
        string[] expected = [.. Ids("A", 20), .. Ids("B", 17), .. Ids("C", 23), .. Ids("D", 18), .. Ids("E", 5), .. Ids("F", 32), .. Ids("G", 7), .. Ids("I", 4)];
        string table = Repository.Read("docs/parity.md").Replace("F9, F10", "F9 | F10", StringComparison.Ordinal);

        string[] missing = [.. expected.Where(id => !Regex.IsMatch(table, $@"\| {id} \|"))];

        Assert.That(missing, Is.Empty);
    }

    [TestCaseSource(nameof(Promised))]
    public void A_row_that_is_kept_has_a_test(string id) => Assert.That(Tested(), Does.Contain(id));

    [Test]
    public void No_test_names_a_row_that_there_is_not()
    {
        string[] valid = [.. Ids("A", 20), .. Ids("B", 17), .. Ids("C", 23), .. Ids("D", 18), .. Ids("E", 5), .. Ids("F", 32), .. Ids("G", 7), .. Ids("H", 14), .. Ids("I", 4)];

        Assert.That(Tested(), Is.SubsetOf(valid));
    }

    private static IEnumerable<string> Promised() =>
        RowPattern().Matches(Repository.Read("docs/parity.md")).Select(static match => match.Groups[1].Value);

    private static HashSet<string> Tested() =>
    [
        .. typeof(ParityTests).Assembly.GetTypes()
            .SelectMany(static type => type.GetMethods().Cast<MemberInfo>().Append(type))
            .SelectMany(static member => member.GetCustomAttributes<PropertyAttribute>())
            .Where(static property => property.Properties.ContainsKey("Parity"))
            .SelectMany(static property => property.Properties["Parity"].Cast<string>())
            .SelectMany(static ids => ids.Split(',', StringSplitOptions.TrimEntries)),
    ];

    private static IEnumerable<string> Ids(string section, int count) => Enumerable.Range(1, count).Select(number => $"{section}{number}");

    // All sections but D, H and I: the rows that say what there is now.
    [GeneratedRegex(@"^\| ([ABCEFG]\d+) \|[^|\n]*\| (?:same|better) \|", RegexOptions.Multiline)]
    private static partial Regex RowPattern();
}
