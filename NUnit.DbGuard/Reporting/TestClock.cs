using System.Diagnostics;

namespace NUnit.DbGuard.Reporting;

/// <summary>Where the time of one run of one test goes.</summary>
/// <remarks>Every test has one, also those that use no database, so it reads the counter four times and keeps five numbers.</remarks>
internal sealed class TestClock
{
    private long _bodyStart;
    private long _bodyEnd;
    private long _preparing;
    private long _preparingBefore;
    private long _leasing;

    /// <summary>When the guard began with it.</summary>
    public long Start { get; } = Stopwatch.GetTimestamp();

    /// <summary>Says that the guard's work before the test is done.</summary>
    public void BodyBegins()
    {
        _preparingBefore = Interlocked.Read(ref _preparing);
        _bodyStart = Stopwatch.GetTimestamp();
    }

    /// <summary>Says that the test is over, and the guard's work after it begins.</summary>
    public void BodyEnds() => _bodyEnd = Stopwatch.GetTimestamp();

    /// <summary>Adds time in which databases were made or waited for. It is theirs, and no part of the test's.</summary>
    public void AddPreparing(long ticks) => Interlocked.Add(ref _preparing, ticks);

    /// <summary>Adds time in which the test, at its first use of a database, waited for a place to work in.</summary>
    public void AddLeasing(long ticks) => Interlocked.Add(ref _leasing, ticks);

    /// <summary>Tells where the time went until now.</summary>
    /// <returns>What the guard has taken of it, and all of it.</returns>
    public (TimeSpan Guard, TimeSpan Whole) Stop()
    {
        long end = Stopwatch.GetTimestamp();
        long before = _bodyStart == 0 ? 0 : _bodyStart - Start - _preparingBefore;
        long after = _bodyEnd == 0 ? 0 : end - _bodyEnd;
        long guard = Math.Max(0, before + after + Interlocked.Read(ref _leasing));

        // Several threads of one test may wait for one database, so what is taken off may be too much.
        long whole = Math.Max(guard, end - Start - Interlocked.Read(ref _preparing));
        return (Stopwatch.GetElapsedTime(0, guard), Stopwatch.GetElapsedTime(0, whole));
    }
}
