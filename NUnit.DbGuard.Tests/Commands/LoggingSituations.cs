using System.Text.RegularExpressions;
using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Commands;

/// <summary>What the inner tests that log are expected to tell, on either kind of database.</summary>
/// <param name="find">Finds the result of one of them.</param>
internal sealed partial class LoggingSituations(Func<string, InnerResult> find)
{
    public static IEnumerable<TestCaseData> Passing()
    {
        yield return new("One_that_passes_tells_nothing");
        yield return new("As_many_as_the_budget_pass");
        yield return new("None_are_within_a_budget_of_none");
        yield return new("A_query_of_several_places_passes");
        yield return new("Rows_that_are_written_one_by_one_pass");
        yield return new("A_few_queries_are_not_noted");
        yield return new("A_value_that_is_asked_for_again_passes");
    }

    public void AssertPassedInSilence(string test)
    {
        InnerResult result = find(test);
        Assert.That(result.Outcome, Is.EqualTo("Passed"), result.Message);
        Assert.That(result.Output, Is.Empty);
    }

    /// <summary>The SQL of the test that failed, without times.</summary>
    public string[] LinesOf(string test)
    {
        InnerResult result = find(test);
        Assert.That(result.Outcome, Is.EqualTo("Failed"), result.Message);
        return [.. result.Output.Split('\n').SkipWhile(static line => !line.StartsWith("SQL of ", StringComparison.Ordinal)).Skip(1).TakeWhile(static line => line.StartsWith("  ", StringComparison.Ordinal))
            .Select(static line => Times().Replace(Moment().Replace(line, "$1. "), string.Empty).TrimEnd()).Select(static line => line.TrimStart())];
    }

    public void AssertBudget()
    {
        InnerResult result = find("More_than_the_budget_fail");
        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.Contain("DBG3023: ").And.Contain("ran 2 statements, and may run 1 ([CommandBudget])"));
        Assert.That(LinesOf("More_than_the_budget_fail"), Has.Exactly(2).Contains("INSERT INTO items"));
        Assert.That(find("Refused_statements_count").Message, Does.Contain("ran 2 statements, and may run 1"));
    }

    public void AssertInvalidBudget()
    {
        InnerResult result = find("A_budget_below_none_is_invalid");
        Assert.That(result.Label, Is.EqualTo("Invalid"));
        Assert.That(result.Message, Does.StartWith("DBG2003: [CommandBudget] on ").And.Contain("-1 statements"));
    }

    public void AssertRepeated()
    {
        InnerResult failed = find("A_query_in_a_loop_fails");
        Assert.That(failed.Outcome, Is.EqualTo("Failed"));
        Assert.That(failed.Message, Does.Contain("DBG3024: ").And.Contain("ran one query 4 times at LoggedTests.Run ← LoggedTests.NameOf ← LoggedTests.A_query_in_a_loop_fails, and may run it 3 times."));
        InnerResult noted = find("A_query_in_a_loop_is_noted");
        Assert.That(noted.Outcome, Is.EqualTo("Passed"), noted.Message);
        Assert.That(
            noted.Output, Does.StartWith("NUnit.DbGuard: one query ran 12 times at LoggedTests.Run ← LoggedTests.NameOf ← LoggedTests.A_query_in_a_loop_is_noted; ").And.Contain("SELECT name FROM items WHERE id = "));
    }

    public void AssertSecretsAreNotNoted() =>
        Assert.That(find("Secrets_that_are_written_out_are_not_noted").Output, Does.StartWith("NUnit.DbGuard: one query ran 12 times").And.Contain("WHERE name = '…'").And.Not.Contain("my-token"));

    public void AssertMany()
    {
        string[] lines = LinesOf("Of_many_the_first_and_the_last_are_told");
        Assert.That(lines.Where(static line => line.Contains("SELECT", StringComparison.Ordinal)).Select(static line => line.Split(' ')[^1]).ToArray(), Is.EqualTo(
            (string[])[.. Enumerable.Range(1, 100).Concat(Enumerable.Range(151, 100)).Select(static number => number.ToString(System.Globalization.CultureInfo.InvariantCulture))]));
        Assert.That(lines, Has.Exactly(1).EqualTo("… 50 more …"));
        Assert.That(lines[^2], Does.StartWith("250."));
    }

    [GeneratedRegex(@"^ *(\d+)\. +\d+\.\d ms  ")]
    private static partial Regex Moment();

    [GeneratedRegex(@"\d+\.\d\d ms(; )?")]
    private static partial Regex Times();
}
