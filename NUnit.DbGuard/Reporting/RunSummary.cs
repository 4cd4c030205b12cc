namespace NUnit.DbGuard.Reporting;

/// <summary>What a run has done with databases.</summary>
internal sealed record RunSummary
{
    /// <summary>The test assembly's name.</summary>
    public string Assembly { get; init; } = "tests";

    /// <summary>When its first test began or its first database was made.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>From then to its end.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Whether NUnit came to the end of it; otherwise the process ended before.</summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>The databases that it has had made, or taken.</summary>
    public IReadOnlyList<PreparedDatabase> Databases { get; init; } = [];

    /// <summary>How many tests have used each.</summary>
    public IReadOnlyDictionary<string, int> TestsByDatabase { get; init; } = new Dictionary<string, int>();

    /// <summary>How many tests have used a database, under each isolation.</summary>
    public IReadOnlyDictionary<DatabaseIsolation, int> TestsByIsolation { get; init; } = new Dictionary<DatabaseIsolation, int>();

    /// <summary>How many tests there were.</summary>
    public int Tests { get; init; }

    /// <summary>How many of them have used a database.</summary>
    public int Using { get; init; }

    /// <summary>How many runs of tests did, with each repetition.</summary>
    public int Runs { get; init; }

    /// <summary>How many have a mark that opens a database to them, and used none.</summary>
    public int NotUsing { get; init; }

    /// <summary>The guard's part of the time of tests that used a database.</summary>
    public TimeSpan Guard { get; init; }

    /// <summary>The guard's part of the time of the others.</summary>
    public TimeSpan GuardOfOthers { get; init; }

    /// <summary>The time in which statements of tests ran.</summary>
    public TimeSpan InDatabase { get; init; }

    /// <summary>The rest of the time of tests that used a database.</summary>
    public TimeSpan Rest { get; init; }

    /// <summary>How many statements the tests ran; zero: that was not counted.</summary>
    public long Statements { get; init; }

    /// <summary>The tests that took longest.</summary>
    public IReadOnlyList<FinishedTest> Slowest { get; init; } = [];

    /// <summary>The tests whose statements took longest.</summary>
    public IReadOnlyList<FinishedTest> LongestInDatabase { get; init; } = [];

    /// <summary>The tests that ran most statements.</summary>
    public IReadOnlyList<FinishedTest> MostStatements { get; init; } = [];

    /// <summary>The tests around which the guard has worked longest.</summary>
    public IReadOnlyList<FinishedTest> MostGuarded { get; init; } = [];

    /// <summary>What was noted on tests, or failed them; leaks first.</summary>
    public IReadOnlyList<FoundCode> Found { get; init; } = [];

    /// <summary>Whether there is anything to tell: a run without a database has no report.</summary>
    public bool HasContent => Databases.Count > 0 || Using > 0;

    /// <summary>Whether it was counted what tests did in their databases.</summary>
    public bool KnowsStatements => Statements > 0;

    /// <summary>The time that making databases took.</summary>
    public TimeSpan Preparing => Databases.Aggregate(TimeSpan.Zero, static (sum, database) => sum + database.Duration);

    /// <summary>All of the time of tests that used a database, without the making of databases.</summary>
    public TimeSpan Whole => Guard + InDatabase + Rest;
}
