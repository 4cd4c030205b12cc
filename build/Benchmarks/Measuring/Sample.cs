namespace NUnit.DbGuard.Benchmarks.Measuring;

/// <summary>What one test cost.</summary>
/// <param name="Nanoseconds">From before its actions to after them.</param>
/// <param name="Bytes">What its thread allocated.</param>
internal readonly record struct Sample(long Nanoseconds, long Bytes);
