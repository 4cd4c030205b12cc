namespace NUnit.DbGuard.Postgres.Databases;

/// <summary>A database that is there, and what its comment says.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Comment">Its comment; <see langword="null"/>: none.</param>
internal readonly record struct MarkedDatabase(string Name, string? Comment)
{
    /// <summary>Whether its marker is one that is understood: not somebody else's database, and not a newer version's.</summary>
    public bool IsUnderstood => DatabaseMarker.TryRead(Comment ?? string.Empty) is not null;
}
