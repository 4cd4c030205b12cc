namespace NUnit.DbGuard.Postgres.Databases;

/// <summary>A database that is there, and what its comment says.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Comment">Its comment; <see langword="null"/>: none.</param>
internal readonly record struct MarkedDatabase(string Name, string? Comment);
