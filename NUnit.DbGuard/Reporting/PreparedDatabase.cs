namespace NUnit.DbGuard.Reporting;

/// <summary>A database that a run has had made, or taken.</summary>
/// <param name="Name">Its name in the set-up fixture.</param>
/// <param name="OtherNames">The other names that the set-up fixture gives it.</param>
/// <param name="Product">Whose it is: <c>PostgreSQL</c> or <c>SQLite</c>.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Duration">How long that took, without the databases that it depends on.</param>
/// <param name="Steps">What the time went into.</param>
internal sealed record PreparedDatabase(
    string Name, IReadOnlyList<string> OtherNames, string Product, DatabaseOrigin Origin, TimeSpan Duration, IReadOnlyList<PreparationStep> Steps);
