namespace NUnit.DbGuard.Reporting;

/// <summary>Something that was noted on tests, or failed them, by its code.</summary>
/// <param name="Code">The code: <c>DBG3002</c>.</param>
/// <param name="Fails">Whether it fails tests.</param>
/// <param name="Count">How many times.</param>
/// <param name="Tests">The first tests, or suites, that it was found in.</param>
/// <param name="Example">What was said the first time, its first line.</param>
internal sealed record FoundCode(string Code, bool Fails, int Count, IReadOnlyList<string> Tests, string Example)
{
    /// <summary>What the code says in a few words, of those that are leaks; <see langword="null"/>: it is none.</summary>
    public string? Leak => Code switch
    {
        "DBG3002" => "connections left open",
        "DBG3025" => "readers left open",
        "DBG4006" => "transactions left open",
        _ => null,
    };
}
