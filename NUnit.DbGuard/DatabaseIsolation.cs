namespace NUnit.DbGuard;

/// <summary>How a test that uses a database is kept apart from all others.</summary>
/// <remarks>
/// On SQLite all three are one mechanism: the test works on a private copy of the baseline, where commits are real and
/// schema changes are allowed, and the copy is taken back to the baseline afterwards.
/// </remarks>
public enum DatabaseIsolation
{
    /// <summary>The test's work is undone and never committed.</summary>
    Rollback,

    /// <summary>
    /// Commits are real; afterwards every touched table and sequence returns to its baseline rows and values. A test that changes more than that is followed by
    /// a fresh copy of the baseline.
    /// </summary>
    Flush,

    /// <summary>The test has a database of its own, made from the baseline.</summary>
    Clone,
}
