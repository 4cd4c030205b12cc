namespace NUnit.DbGuard.Isolation;

/// <summary>How one database stands to the others of its catalog.</summary>
/// <param name="Primary">The database that it is another name of; itself if it is none's.</param>
/// <param name="OtherNames">The databases that are other names of this one; a name of another has none.</param>
/// <param name="Dependencies">The databases that are made before it.</param>
/// <param name="Failure">Why it cannot be made as the set-up fixture says; <see langword="null"/>: nothing is wrong.</param>
internal sealed record DatabaseRelation(
    DatabaseEngine Primary, IReadOnlyList<DatabaseEngine> OtherNames, IReadOnlyList<DatabaseEngine> Dependencies, DatabaseSetUpException? Failure);
