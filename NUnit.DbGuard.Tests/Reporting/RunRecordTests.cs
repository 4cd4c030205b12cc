using System.Diagnostics;
using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Lifecycle;
using NUnit.DbGuard.Reporting;
using NUnit.Framework.Interfaces;

namespace NUnit.DbGuard.Tests.Reporting;

/// <summary>What is kept of a run for its report.</summary>
public sealed class RunRecordTests
{
    private RunRecord _record = null!;

    [SetUp]
    public void Start() => _record = new RunRecord();

    [Test]
    public void A_run_without_a_database_has_nothing_to_tell()
    {
        _record.FinishUnused(isMarked: true, isAgain: false, TimeSpan.FromMilliseconds(1), start: 1);

        Assert.That(Summary().HasContent, Is.False);
    }

    [Test]
    public void Tests_are_counted_by_isolation_and_database()
    {
        _record.Finish(Samples.Test("A", 10), isAgain: false, start: 1);
        _record.Finish(Samples.Test("B", 10, isolation: DatabaseIsolation.Clone) with { Databases = ["default", "audit"] }, isAgain: false, start: 1);
        _record.FinishUnused(isMarked: true, isAgain: false, TimeSpan.Zero, start: 1);
        _record.FinishUnused(isMarked: false, isAgain: false, TimeSpan.Zero, start: 1);

        RunSummary summary = Summary();

        Assert.That((summary.Tests, summary.Using, summary.NotUsing), Is.EqualTo((4, 2, 1)));
        Assert.That(summary.TestsByIsolation, Is.EquivalentTo(new Dictionary<DatabaseIsolation, int> { [DatabaseIsolation.Rollback] = 1, [DatabaseIsolation.Clone] = 1 }));
        Assert.That(summary.TestsByDatabase, Is.EquivalentTo(new Dictionary<string, int> { ["default"] = 2, ["audit"] = 1 }));
    }

    [Test]
    public void Repetitions_take_time_and_are_no_more_tests()
    {
        _record.Finish(Samples.Test("A", 10, guard: 2), isAgain: false, start: 1);
        _record.Finish(Samples.Test("A", 30, guard: 2), isAgain: true, start: 1);

        RunSummary summary = Summary();

        Assert.That((summary.Tests, summary.Using, summary.Guard), Is.EqualTo((1, 1, TimeSpan.FromMilliseconds(4))));
        Assert.That(summary.Slowest.Select(static test => test.Whole.TotalMilliseconds), Is.EqualTo([30]));
    }

    [Test]
    public void The_time_is_parted_between_the_guard_the_database_and_the_test()
    {
        _record.Finish(Samples.Test("A", 100, statements: 3, inDatabase: 40, guard: 5), isAgain: false, start: 1);

        RunSummary summary = Summary();

        Assert.That(
            (summary.Guard.TotalMilliseconds, summary.InDatabase.TotalMilliseconds, summary.Rest.TotalMilliseconds, summary.Statements), Is.EqualTo((5, 40, 55, 3)));
    }

    [Test]
    public void Statements_at_the_same_time_leave_no_negative_rest()
    {
        _record.Finish(Samples.Test("A", 100, statements: 3, inDatabase: 250, guard: 5), isAgain: false, start: 1);

        Assert.That(Summary().Rest, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void Of_many_tests_only_the_greatest_are_kept()
    {
        for (int i = 1; i <= 20_000; i++)
        {
            _record.Finish(Samples.Test($"Test {i}", i, statements: 20_001 - i, inDatabase: i % 100, guard: 0.1), isAgain: false, start: 1);
        }

        RunSummary summary = Summary();

        Assert.That(summary.Slowest.Select(static test => test.Name), Is.EqualTo(Enumerable.Range(0, 10).Select(static i => $"Test {20_000 - i}")));
        Assert.That(summary.MostStatements.Select(static test => test.Name), Is.EqualTo(Enumerable.Range(1, 10).Select(static i => $"Test {i}")));
        Assert.That(summary.LongestInDatabase, Has.Count.EqualTo(10));
        Assert.That(summary.MostGuarded, Has.Count.EqualTo(10));
        Assert.That(summary.Using, Is.EqualTo(20_000));
    }

    [Test]
    public void Tests_that_end_at_the_same_time_are_all_counted()
    {
        _ = Parallel.For(0, 4_000, i =>
        {
            _record.Finish(Samples.Test($"Test {i}", 10, guard: 1), isAgain: false, start: 1);
            _record.FinishUnused(isMarked: true, isAgain: false, TimeSpan.FromMilliseconds(1), start: 1);
            _record.Note("DBG3002: left open", $"Test {i}");
        });

        RunSummary summary = Summary();

        Assert.That((summary.Tests, summary.Using, summary.NotUsing), Is.EqualTo((8_000, 4_000, 4_000)));
        Assert.That((summary.Guard, summary.GuardOfOthers), Is.EqualTo((TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(4))));
        Assert.That(summary.Found.Single().Count, Is.EqualTo(4_000));
    }

    [Test]
    public void What_is_found_is_counted_by_code_and_leaks_come_first()
    {
        _record.Note("DBG4010: a note\n  Fix: …", "A");
        for (int i = 1; i <= 5; i++)
        {
            _record.Note($"DBG3002: 'Test {i}' left 1 connection(s) open.\n  Fix: …", $"Test {i}");
        }

        _record.Note(PriceRepositoryRefusal(), "B");
        _record.Note("What a failing test has left is kept as shop.db.", "C");
        _record.Note(new InvalidOperationException("no code"), "D");

        Assert.That(
            Summary().Found.Select(static found => $"{found.Code} {found.Fails} {found.Count} {string.Join(',', found.Tests)}"),
            Is.EqualTo(["DBG3002 False 5 Test 1,Test 2,Test 3", "DBG7007 True 1 B", "DBG4010 False 1 A"]));
        Assert.That(Summary().Found[0].Example, Is.EqualTo("'Test 1' left 1 connection(s) open."));
    }

    [Test]
    public void The_run_begins_with_its_first_test_or_database()
    {
        long now = Stopwatch.GetTimestamp();
        _record.Add(Samples.Created with { Duration = TimeSpan.FromMinutes(2) });
        _record.FinishUnused(isMarked: false, isAgain: false, TimeSpan.Zero, start: now);

        Assert.That(Summary().Elapsed, Is.GreaterThanOrEqualTo(TimeSpan.FromMinutes(2)));
    }

    [Test]
    public void The_end_of_a_scope_is_counted_as_a_whole()
    {
        ScopeReport report = new();
        report.Notes.Add("DBG4006: left open");
        report.Failures.Add(PriceRepositoryRefusal());

        _record.Note(report, "Shop.Tests.PriceTests");

        Assert.That(Summary().Found.Select(static found => found.Code), Is.EqualTo(["DBG4006", "DBG7007"]));
    }

    private static DatabaseSetUpException PriceRepositoryRefusal() => SetUpErrors.StepFailed("default", "the seed", new InvalidOperationException("no such price"));

    private RunSummary Summary() => _record.Summarize("Shop.Tests", isComplete: true);
}
