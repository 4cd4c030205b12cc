using NUnit.DbGuard.Reporting;

namespace NUnit.DbGuard.Tests.Reporting;

/// <summary>The lines that a run ends with.</summary>
public sealed class ConsoleSummaryTests
{
    [Test]
    public void It_says_what_there_was_in_a_few_lines()
    {
        RunSummary summary = Samples.Run(statements: false) with { Slowest = [Samples.Test("Shop.Tests.OrderTests.Ships", 2_340), Samples.Test("Shop.Tests.OrderTests.Pays", 120), Samples.Test("A", 90)] };

        Assert.That(ConsoleSummary.Text(summary), Is.EqualTo($"""
            NUnit.DbGuard report: 240 of 310 tests used a database (Rollback 200, Flush 30, Clone 10); 12 marked tests used none.
              Databases: 'default' created in 1.84 s (create-db asks for it), 'audit' reused in 40 ms
              Time:      NUnit.DbGuard {Durations.Text(summary.Guard)}, {Durations.Text(summary.Guard / 240)} a test (less than 1 %); tests themselves {Durations.Text(summary.Rest)}
              Slowest:   2.34 s: Shop.Tests.OrderTests.Ships
                         120 ms: Shop.Tests.OrderTests.Pays
              Found:     DBG3002, connections left open, 2 times in Shop.Tests.Orders.CheckoutTests.Pays, Shop.Tests.Orders.CheckoutTests.Ships; DBG4010 once in Shop.Tests.Orders.CheckoutTests.Ships
            """));
    }

    [Test]
    public void Where_statements_were_counted_the_slowest_are_those_of_the_database()
    {
        RunSummary summary = Samples.Run(statements: true) with { LongestInDatabase = [Samples.Test("Shop.Tests.OrderTests.Ships", 2_340, statements: 1_412, inDatabase: 800)] };

        string text = ConsoleSummary.Text(summary);

        Assert.That(text, Does.Contain("  Slowest:   800 ms in 1,412 statements: Shop.Tests.OrderTests.Ships"));
        Assert.That(text, Does.Match(@"database [\d.]+ m?s in \d,\d+ statements \(\d+ %\); tests themselves"));
    }

    [Test]
    public void A_run_that_was_cut_short_says_so() =>
        Assert.That(ConsoleSummary.Text(Samples.Run(statements: false) with { IsComplete = false }), Does.StartWith("NUnit.DbGuard report, of a run that did not come to its end: 240 of 310 tests"));

    [Test]
    public void What_no_test_used_has_no_times() =>
        Assert.That(
            ConsoleSummary.Text(new RunSummary { Databases = [Samples.Reused], Tests = 1, NotUsing = 1 }),
            Is.EqualTo("NUnit.DbGuard report: 0 of 1 test used a database; 1 marked test used none.\n  Databases: 'audit' reused in 40 ms"));

    [Test]
    public void Many_databases_and_codes_are_cut()
    {
        RunSummary summary = new()
        {
            Databases = [.. Enumerable.Range(1, 8).Select(static i => Samples.Reused with { Name = $"db{i}" })],
            Found = [.. Enumerable.Range(1, 6).Select(static i => new FoundCode($"DBG400{i}", Fails: false, Count: 7, ["A", "B"], "x"))],
        };

        string text = ConsoleSummary.Text(summary);

        Assert.That(text, Does.Contain("'db5' reused in 40 ms, …\n").And.Not.Contain("db6"));
        Assert.That(text, Does.Contain("DBG4004 7 times in A, B, …; …").And.Not.Contain("DBG4005"));
    }

    [Test]
    public void A_name_is_one_line_and_not_a_long_one()
    {
        RunSummary summary = new() { Using = 1, Runs = 1, Slowest = [Samples.Test("Parses(\"a\nb\0" + new string('x', 400) + "\")", 500)] };

        string line = ConsoleSummary.Text(summary).Split('\n')[^1];

        Assert.That(line, Does.StartWith("  Slowest:   500 ms: Parses(\"a b xxx").And.EndsWith("x…"));
        Assert.That(line, Has.Length.LessThan(180));
    }
}
