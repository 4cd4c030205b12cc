namespace NUnit.DbGuard.Reporting;

/// <summary>A part of a bar.</summary>
/// <param name="Colour">The class of the page's style that gives its colour.</param>
/// <param name="Label">What it is, for who cannot see it.</param>
/// <param name="Amount">How much it is.</param>
internal readonly record struct BarPart(string Colour, string Label, double Amount);
