using System.Diagnostics;

namespace NUnit.DbGuard.Benchmarks.Measuring;

/// <summary>What one test cost.</summary>
/// <param name="Nanoseconds">From before its actions to after them.</param>
/// <param name="Bytes">What its thread allocated.</param>
internal readonly record struct Sample(long Nanoseconds, long Bytes)
{
    /// <summary>The clock's own resolution: a <see cref="TimeSpan"/> has steps of 100 ns, half of what an unused guard costs.</summary>
    public static long ToNanoseconds(long ticks) => (long)(ticks * (1e9 / Stopwatch.Frequency));
}
