namespace NUnit.DbGuard.Reporting;

/// <summary>Where a database of a run comes from, and why from there.</summary>
/// <param name="Kind">How it came to be.</param>
/// <param name="Place">Its name on the server, or its file; <see langword="null"/>: none that outlives the run.</param>
/// <param name="Reason">Why it was not taken from an earlier run, or what kept it from being made; <see langword="null"/>: nothing asked for another way.</param>
internal sealed record DatabaseOrigin(OriginKind Kind, string? Place = null, string? Reason = null);
