namespace NUnit.DbGuard.Sqlite;

/// <summary>A state that copies are taken back to: a prefix of the write-ahead log over the unchanged baseline file.</summary>
/// <remarks>The log names no file, so the same bytes make the same state over every copy of the baseline.</remarks>
/// <param name="Log">The log up to its last commit; empty for the baseline itself.</param>
/// <param name="SchemaVersion">SQLite's schema version in that state: another one means that a test has changed the schema.</param>
internal sealed record SqliteLayer(byte[] Log, long SchemaVersion);
