namespace NUnit.DbGuard.Postgres.Flushing;

/// <summary>What a sequence is at.</summary>
/// <param name="Id">The server's number for it.</param>
/// <param name="Value">Its value.</param>
/// <param name="IsCalled">Whether that has been given out.</param>
internal readonly record struct SequenceBaseline(uint Id, long Value, bool IsCalled);
