using System.Diagnostics;

namespace NUnit.DbGuard.Postgres.Gateway.Sockets;

/// <summary>A point in time by which several waits in a row must be over.</summary>
internal readonly struct Deadline
{
    private readonly long _end;

    private Deadline(long end) => _end = end;

    /// <summary>None: the waits may last for ever.</summary>
    public static Deadline Never => default;

    public bool IsSet => _end != 0;

    /// <summary>What is left: never negative, <see cref="Timeout.InfiniteTimeSpan"/> if there is no end.</summary>
    public TimeSpan Left => IsSet
        ? TimeSpan.FromTicks(Math.Max(0, (_end - Stopwatch.GetTimestamp()) * TimeSpan.TicksPerSecond / Stopwatch.Frequency))
        : Timeout.InfiniteTimeSpan;

    /// <param name="limit">From now; <see cref="Timeout.InfiniteTimeSpan"/>: never.</param>
    public static Deadline After(TimeSpan limit) => limit == Timeout.InfiniteTimeSpan
        ? Never
        : new(Math.Max(1, Stopwatch.GetTimestamp() + (long)(limit.TotalSeconds * Stopwatch.Frequency)));
}
