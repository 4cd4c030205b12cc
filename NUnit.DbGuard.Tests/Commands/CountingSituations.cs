using System.Text.RegularExpressions;
using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Commands;

/// <summary>The inner tests that count, and what is expected of each on either kind of database.</summary>
internal static partial class CountingSituations
{
    public static IEnumerable<TestCaseData> Passing()
    {
        yield return new("One_is_one");
        yield return new("None_is_none");
        yield return new("Fewer_than_at_most_pass");
        yield return new("Each_statement_of_a_text_counts");
        yield return new("Transactions_do_not_count");
        yield return new("Transactions_count_if_asked_for");
        yield return new("A_prepared_command_counts_each_time_it_runs");
        yield return new("One_that_fails_counts");
        yield return new("One_that_violates_a_constraint_counts");
        yield return new("One_whose_reader_is_still_open_counts");
        yield return new("What_is_awaited_counts");
        yield return new("What_is_awaited_for_its_value_counts");
        yield return new("What_an_asynchronous_assertion_awaits_counts");
        yield return new("Other_threads_count");
        yield return new("Work_that_the_test_has_started_elsewhere_does_not_count");
        yield return new("Work_of_a_host_counts_if_asked_for");
        yield return new("Work_of_a_host_does_not_count_by_itself");
        yield return new("A_host_that_the_test_has_started_counts_if_asked_for");
        yield return new("A_host_that_was_started_while_something_counted_counts_later");
        yield return new("A_function_in_a_variable_counts");
        yield return new("A_function_in_a_variable_throws_what_it_throws");
        yield return new("One_database_is_counted_alone");
        yield return new("What_counts_inside_counts_outside");
        yield return new("An_exception_passes_through");
        yield return new("What_is_no_delegate_is_refused");
        yield return new("A_number_below_none_is_refused");
        yield return new("EF_Core_counts_once");
        yield return new("Each_row_that_EF_Core_saves_counts");
        yield return new("What_waits_for_a_commit_hears_of_it");
    }

    public static IEnumerable<TestCaseData> Failing()
    {
        yield return new TestCaseData(
            "Two_are_listed_where_one_is_expected",
            (string[])["Expected: exactly 1 statement", "But was:  2 statements", "1. SELECT name FROM items", "2. UPDATE items SET name = 'new' WHERE name = 'none'"]);
        yield return new TestCaseData(
            "More_than_at_most_are_listed",
            (string[])["the list of products", "Expected: at most 1 statement", "But was:  2 statements", "1. SELECT 1", "2. SELECT 2"]);
    }

    public static void AssertThatNotAllAreListed(InnerResult result)
    {
        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(LinesOf(result), Has.Length.EqualTo(102));
        Assert.That(result.Message, Does.Contain("But was:  250 statements").And.Contain("\n    100. SELECT 1").And.Contain("… 150 more").And.Not.Contain("\n    101."));
    }

    /// <summary>The lines of a failure that say what was expected and what was.</summary>
    public static string[] LinesOf(InnerResult result) =>
        [.. (result.Message ?? string.Empty).Split('\n').Select(static line => line.Trim()).Where(static line => LinePattern().IsMatch(line))];

    [GeneratedRegex(@"^(the list of products$|Expected: |But was: |\d+\. )")]
    private static partial Regex LinePattern();
}
