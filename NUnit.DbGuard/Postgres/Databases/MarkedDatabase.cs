namespace NUnit.DbGuard.Postgres.Databases;

/// <summary>A database that is there, and what its comment says.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Comment">Its comment; <see langword="null"/>: none.</param>
/// <param name="Owner">The role that it belongs to; <see langword="null"/>: this user.</param>
internal readonly record struct MarkedDatabase(string Name, string? Comment, string? Owner = null)
{
    /// <summary>Whether it is another's than this user's and the role's that the set-up names: whoever may make databases can write a marker, and triggers that tests would run with this user's rights.</summary>
    /// <param name="configured">That role; <see langword="null"/>: none.</param>
    public bool IsOfAnother(string? configured) => Owner is not null && Owner != configured;

    /// <summary>Whether its marker is one that is understood: not somebody else's database, and not a newer version's.</summary>
    public bool IsUnderstood => DatabaseMarker.TryRead(Comment ?? string.Empty) is not null;
}
