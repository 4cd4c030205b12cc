namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

/// <summary>Plays scripts on the server itself and on a target, and says where the target is not as good as the server.</summary>
internal sealed class Judge(WireServer server, IWireTarget target)
{
    /// <summary>The complaint, or null.</summary>
    public string? Find(WireScript script) =>
        Find(script.Steps, script.MayBeReported, (target.RestoresBaseline ? script.Limit : null) ?? (target.HasEntryOfItsOwn ? script.LimitOfEntry : null));

    public string? Find(IReadOnlyList<WireStep> steps, string? mayBeReported = null, string? limit = null)
    {
        using DirectTarget direct = new();
        WireRun expected = WireRun.Of(steps, direct, server);
        if (expected.Broken is { } reason)
        {
            return $"The script itself is wrong; the server answers it with:\n    {reason}";
        }

        WireRun actual = WireRun.Of(steps, target, server);
        return limit is null ? Compare(expected, actual, mayBeReported) : Compare(expected, actual with { Lines = expected.Lines }, limit);
    }

    /// <summary>Compares what came of a script on the server with what came of it on the target.</summary>
    public string? Compare(WireRun expected, WireRun actual, string? mayBeReported)
    {
        if (target.RestoresBaseline && Transcript.FirstDifference("the baseline", server.Baseline, "after the test", actual.Afterwards) is { } left)
        {
            return $"The database is not back at its baseline:\n{left}";
        }

        if (mayBeReported is not null && actual.Reports.Count + actual.Notes.Count > 0)
        {
            return null;
        }

        if (Transcript.FirstDifference("PostgreSQL", expected.Lines, target.Name, actual.Lines) is { } difference)
        {
            return $"The first difference:\n{difference}{Texts(actual.Reports)}";
        }

        return actual.Reports.Count > 0 ? $"The test was reported without a reason to:\n{Texts(actual.Reports)}" : null;
    }

    private static string Texts(IReadOnlyList<string> reports) => reports.Count == 0 ? string.Empty : $"  reported: {string.Join("\n  reported: ", reports)}\n";
}
