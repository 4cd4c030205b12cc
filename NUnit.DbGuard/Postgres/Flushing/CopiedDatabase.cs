namespace NUnit.DbGuard.Postgres.Flushing;

/// <summary>A database that was made as a copy of another, which is as it was.</summary>
/// <param name="ConnectionString">How it is reached for work of our own.</param>
/// <param name="ReadSource">Has the other read: gives a connection string for it to the reader, which connects and closes; nobody makes a copy of it meanwhile.</param>
internal sealed record CopiedDatabase(string ConnectionString, Action<Action<string>> ReadSource);
