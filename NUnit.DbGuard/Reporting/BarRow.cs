namespace NUnit.DbGuard.Reporting;

/// <summary>One bar with what is written at it.</summary>
/// <param name="Name">What it is of.</param>
/// <param name="Detail">More about that; <see langword="null"/>: nothing.</param>
/// <param name="Value">How much it is, as text.</param>
/// <param name="Parts">What it is made of, from the left.</param>
internal sealed record BarRow(string Name, string? Detail, string Value, IReadOnlyList<BarPart> Parts);
