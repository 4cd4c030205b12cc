using System.Diagnostics;
using NUnit.DbGuard.Lifecycle;
using NUnit.Framework.Interfaces;

namespace NUnit.DbGuard.Reporting;

/// <summary>Collects what the report of one run says.</summary>
/// <remarks>Of tests it keeps sums and the greatest only: how much memory it takes does not depend on how many there are. Tests on all workers write to it.</remarks>
internal sealed class RunRecord
{
    /// <summary>How many tests a list has.</summary>
    public const int ListSize = 10;

    // More databases than anybody configures; more codes than there are.
    private const int MostDatabases = 100;
    private const int MostCodes = 100;
    private const int MostNames = 3;

    private readonly Lock _lock = new();
    private readonly List<PreparedDatabase> _databases = [];
    private readonly Dictionary<string, int> _byDatabase = new(StringComparer.Ordinal);
    private readonly Dictionary<DatabaseIsolation, int> _byIsolation = [];
    private readonly Dictionary<string, FoundCode> _found = new(StringComparer.Ordinal);
    private readonly LongestTests _slowest = new(ListSize, static test => test.Whole.Ticks);
    private readonly LongestTests _longestInDatabase = new(ListSize, static test => test.InDatabase.Ticks);
    private readonly LongestTests _mostStatements = new(ListSize, static test => test.Statements);
    private readonly LongestTests _mostGuarded = new(ListSize, static test => test.Guard.Ticks);
    private long _start;
    private int _tests;
    private int _using;
    private int _runs;
    private int _notUsing;
    private TimeSpan _guard;
    private TimeSpan _guardOfOthers;
    private TimeSpan _inDatabase;
    private TimeSpan _rest;
    private long _statements;

    /// <summary>Adds a database that is there now, or never will be.</summary>
    public void Add(PreparedDatabase database)
    {
        lock (_lock)
        {
            if (_databases.Count < MostDatabases)
            {
                _databases.Add(database);
            }

            StartAt(Stopwatch.GetTimestamp() - (long)(database.Duration.TotalSeconds * Stopwatch.Frequency));
        }
    }

    /// <summary>Adds one run of a test, when the guard is through with it.</summary>
    /// <param name="scope">The test's scope, ended.</param>
    /// <param name="outcome">What came of the test.</param>
    /// <param name="isAgain">Whether it is another run of a test that has run before: by <c>[Repeat]</c> or <c>[Retry]</c>.</param>
    /// <param name="statements">How many statements it ran; zero: not known.</param>
    /// <param name="inDatabase">How long they took; zero: not known.</param>
    public void Finish(TestScope scope, TestStatus outcome, bool isAgain, int statements, TimeSpan inDatabase)
    {
        (TimeSpan guard, TimeSpan whole) = scope.Clock.Stop();
        IReadOnlyList<string> databases = scope.UsedDatabases;
        if (databases.Count == 0)
        {
            FinishUnused(scope.Mark.IsOpen, isAgain, guard, scope.Clock.Start);
            return;
        }

        Finish(new FinishedTest(scope.Name, outcome, scope.Mark.Isolation, databases, whole, guard, inDatabase, statements), isAgain, scope.Clock.Start);
    }

    /// <summary>Adds one run of a test that has used a database.</summary>
    /// <param name="test">The test.</param>
    /// <param name="isAgain">Whether it has run before.</param>
    /// <param name="start">When it began.</param>
    public void Finish(FinishedTest test, bool isAgain, long start)
    {
        lock (_lock)
        {
            StartAt(start);
            _guard += test.Guard;
            _inDatabase += test.InDatabase;
            _rest += test.Rest;
            _statements += test.Statements;
            _runs++;
            _slowest.Offer(test);
            _longestInDatabase.Offer(test);
            _mostStatements.Offer(test);
            _mostGuarded.Offer(test);
            if (isAgain)
            {
                return;
            }

            _tests++;
            _using++;
            _byIsolation[test.Isolation] = _byIsolation.GetValueOrDefault(test.Isolation) + 1;
            foreach (string database in test.Databases)
            {
                _byDatabase[database] = _byDatabase.GetValueOrDefault(database) + 1;
            }
        }
    }

    /// <summary>Adds one run of a test that has used no database.</summary>
    /// <param name="isMarked">Whether its mark opens one.</param>
    /// <param name="isAgain">Whether it has run before.</param>
    /// <param name="guard">The guard's part of its time.</param>
    /// <param name="start">When it began.</param>
    public void FinishUnused(bool isMarked, bool isAgain, TimeSpan guard, long start)
    {
        lock (_lock)
        {
            StartAt(start);
            _guardOfOthers += guard;
            if (!isAgain)
            {
                _tests++;
                _notUsing += isMarked ? 1 : 0;
            }
        }
    }

    /// <summary>Adds what the end of a scope has found.</summary>
    public void Note(ScopeReport report, string scope)
    {
        foreach (string note in report.Notes)
        {
            Note(note, scope);
        }

        foreach (Exception failure in report.Failures)
        {
            Note(failure, scope);
        }
    }

    /// <summary>Adds what was noted on a test; what has no code is not counted.</summary>
    public void Note(string text, string scope)
    {
        const int length = 7;
        if (text.StartsWith("DBG", StringComparison.Ordinal) && text.Length > length && text[length] == ':')
        {
            Add(text[..length], text[(length + 1)..], fails: false, scope);
        }
    }

    /// <summary>Adds what fails a test.</summary>
    public void Note(Exception failure, string scope)
    {
        if (failure is DatabaseGuardException { Code: { } code })
        {
            Add(code, failure.Message.StartsWith(code, StringComparison.Ordinal) ? failure.Message[(code.Length + 1)..] : failure.Message, fails: true, scope);
        }
    }

    /// <summary>What the run has done until now.</summary>
    /// <param name="assembly">The test assembly's name; <see langword="null"/>: not known.</param>
    /// <param name="isComplete">Whether NUnit came to its end.</param>
    public RunSummary Summarize(string? assembly, bool isComplete)
    {
        lock (_lock)
        {
            TimeSpan elapsed = _start == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(_start);
            return new RunSummary
            {
                Assembly = assembly ?? "tests",
                Started = TimeProvider.System.GetLocalNow() - elapsed,
                Elapsed = elapsed,
                IsComplete = isComplete,
                Databases = [.. _databases],
                TestsByDatabase = new Dictionary<string, int>(_byDatabase),
                TestsByIsolation = new Dictionary<DatabaseIsolation, int>(_byIsolation),
                Tests = _tests,
                Using = _using,
                Runs = _runs,
                NotUsing = _notUsing,
                Guard = _guard,
                GuardOfOthers = _guardOfOthers,
                InDatabase = _inDatabase,
                Rest = _rest,
                Statements = _statements,
                Slowest = _slowest.Tests,
                LongestInDatabase = _longestInDatabase.Tests,
                MostStatements = _mostStatements.Tests,
                MostGuarded = _mostGuarded.Tests,
                Found = [.. _found.Values.OrderByDescending(static found => found.Leak is not null).ThenByDescending(static found => found.Fails).ThenBy(static found => found.Code)],
            };
        }
    }

    private void Add(string code, string text, bool fails, string scope)
    {
        lock (_lock)
        {
            if (!_found.TryGetValue(code, out FoundCode? known))
            {
                if (_found.Count < MostCodes)
                {
                    _found.Add(code, new FoundCode(code, fails, Count: 1, [scope], text.Split('\n')[0].Trim()));
                }

                return;
            }

            bool isNamed = known.Tests.Count == MostNames || known.Tests.Contains(scope, StringComparer.Ordinal);
            _found[code] = known with { Count = known.Count + 1, Fails = known.Fails || fails, Tests = isNamed ? known.Tests : [.. known.Tests, scope] };
        }
    }

    private void StartAt(long start)
    {
        if (_start == 0 || start < _start)
        {
            _start = start;
        }
    }
}
