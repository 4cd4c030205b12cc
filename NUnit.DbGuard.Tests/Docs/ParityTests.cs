using System.Reflection;
using System.Text.RegularExpressions;

namespace NUnit.DbGuard.Tests.Docs;

/// <summary>The tables of docs/parity.md, held against the tests that carry their ids.</summary>
public sealed partial class ParityTests
{
    private static readonly (string Id, string Verdict, string How)[] s_rows = [.. Rows()];

    [Test]
    public void Every_behaviour_has_one_row()
    {
        string[] expected = [.. Ids("A", 20), .. Ids("B", 17), .. Ids("C", 23), .. Ids("D", 18), .. Ids("E", 5), .. Ids("F", 32), .. Ids("G", 7), .. Ids("H", 14), .. Ids("I", 4)];

        Assert.That(s_rows.Select(static row => row.Id), Is.EqualTo(expected));
    }

    [TestCaseSource(nameof(Kept))]
    public void A_row_that_is_kept_has_a_test(string id) => Assert.That(Tested(), Does.Contain(id));

    [Test]
    public void A_row_that_does_not_apply_says_why() =>
        Assert.That(s_rows.Where(static row => row.Verdict is "n/a" or "later" && row.How.Length == 0), Is.Empty);

    [Test]
    public void No_test_names_a_row_that_there_is_not()
    {
        string[] valid = [.. s_rows.Select(static row => row.Id)];

        Assert.That(Tested(), Is.SubsetOf(valid));
    }

    private static IEnumerable<string> Kept() => s_rows.Where(static row => row.Verdict is "same" or "better").Select(static row => row.Id);

    // A verdict stands in the second column or, where the first says what pytest-django does, in the third.
    private static IEnumerable<(string Id, string Verdict, string How)> Rows() =>
        RowPattern().Matches(Repository.Read("docs/parity.md")).Select(static match =>
        {
            string[] cells = [.. match.Value.Trim('|').Split('|').Select(static cell => cell.Trim())];
            string verdict = cells.Skip(1).First(static cell => cell is "same" or "better" or "n/a" or "later");
            return (cells[0], verdict, cells[^1] == verdict ? string.Empty : cells[^1]);
        });

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

    [GeneratedRegex(@"^\| [A-I]\d+ \|.*\|$", RegexOptions.Multiline)]
    private static partial Regex RowPattern();
}
