namespace NUnit.DbGuard.Benchmarks.Postgres;

/// <summary>One of the ways that a comparison runs in turn.</summary>
/// <param name="Body">What is timed.</param>
/// <param name="Before">What precedes each round, untimed.</param>
/// <param name="After">What follows each round, untimed.</param>
internal sealed record Side(Action Body, Action? Before = null, Action? After = null);
