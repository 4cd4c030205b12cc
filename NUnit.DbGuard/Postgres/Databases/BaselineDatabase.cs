namespace NUnit.DbGuard.Postgres.Databases;

/// <summary>A ready baseline that nobody works in, as copies of it need it.</summary>
/// <param name="Path">Its name on the server.</param>
/// <param name="Marker">What it was made from, and whether it is kept.</param>
/// <param name="Owner">The role that it and its copies belong to; <see langword="null"/>: the user that makes them.</param>
internal sealed record BaselineDatabase(string Path, DatabaseMarker Marker, string? Owner);
