namespace NUnit.DbGuard.Reporting;

/// <summary>A part of what was done until a database was there.</summary>
/// <param name="Name">What was done: <c>the migrations of ShopContext</c>.</param>
/// <param name="Duration">How long it took.</param>
internal readonly record struct PreparationStep(string Name, TimeSpan Duration);
