using NUnit.Framework.Interfaces;

namespace NUnit.DbGuard.Reporting;

/// <summary>One run of a test that has used a database.</summary>
/// <param name="Name">The test's full name.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Isolation">How its work was undone.</param>
/// <param name="Databases">The databases that it has used.</param>
/// <param name="Whole">All of its time, without the making of databases.</param>
/// <param name="Guard">The part that the guard has taken.</param>
/// <param name="InDatabase">The part in which its statements ran; zero: not known.</param>
/// <param name="Statements">How many statements it ran; zero: not known.</param>
internal sealed record FinishedTest(
    string Name,
    TestStatus Outcome,
    DatabaseIsolation Isolation,
    IReadOnlyList<string> Databases,
    TimeSpan Whole,
    TimeSpan Guard,
    TimeSpan InDatabase,
    int Statements)
{
    /// <summary>What is neither ours nor the database's. Statements that ran at the same time may take longer together than the test.</summary>
    public TimeSpan Rest => Whole - Guard > InDatabase ? Whole - Guard - InDatabase : TimeSpan.Zero;
}
