namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

/// <summary>Plays scripts on the server itself and on a target, and says where the target is not as good as the server.</summary>
/// <remarks>
/// A target that restores the baseline is played on one database again and again. What it is blamed for is tried once more on new ones: if it does not come again, it
/// was due to what an earlier run has left behind, and is blamed as that.
/// </remarks>
/// <param name="server">Where both play.</param>
/// <param name="target">What is judged.</param>
internal sealed class Judge(WireServer server, IWireTarget target)
{
    public const string WrongScript = "The script itself is wrong";

    private static readonly string[] s_ofServer = ["CREATE ROLE", "CREATE DATABASE", "CREATE TABLESPACE", "ALTER SYSTEM"];

    /// <summary>
    /// Codes of limits that the documentation states: after a report or note with one of them the transcripts may differ. The baseline may not, and any other report is a complaint.
    /// </summary>
    public IReadOnlyList<string> Limits { get; set; } = [];

    /// <summary>How many scripts have met a limit, and were told so.</summary>
    public int AtLimits { get; private set; }

    /// <summary>The complaint of a new database, or null.</summary>
    public string? FindOnNew(IReadOnlyList<WireStep> steps) => Find(steps, mayBeReported: null, limit: null, onUsedOne: false);

    /// <summary>The complaint, or null.</summary>
    public string? Find(WireScript script) =>
        Find(script.Steps, script.MayBeReported, (target.RestoresBaseline ? script.Limit : null) ?? (target.HasEntryOfItsOwn ? script.LimitOfEntry : null));

    public string? Find(IReadOnlyList<WireStep> steps, string? mayBeReported = null, string? limit = null)
    {
        if (Find(steps, mayBeReported, limit, onUsedOne: true) is not { } complaint)
        {
            return null;
        }

        return !target.RestoresBaseline || Find(steps, mayBeReported, limit, onUsedOne: false) is not { } again
            ? target.RestoresBaseline ? $"Only on a database that earlier scripts were played on: {complaint}" : complaint
            : again;
    }

    private string? Find(IReadOnlyList<WireStep> steps, string? mayBeReported, string? limit, bool onUsedOne)
    {
        using DirectTarget direct = new();
        Task<WireRun> played = Task.Run(() => WireRun.Of(steps, direct, server));
        if (steps.Any(static step => s_ofServer.Any(step.ToString().Contains)))
        {
            // What they make is the whole server's.
            ((IAsyncResult)played).AsyncWaitHandle.WaitOne();
        }

        WireRun actual;
        try
        {
            actual = WireRun.Of(steps, target, server, onUsedOne);
        }
        finally
        {
            ((IAsyncResult)played).AsyncWaitHandle.WaitOne();
        }

        WireRun expected = played.GetAwaiter().GetResult();
        if (expected.Broken is { } reason)
        {
            return $"{WrongScript}; the server answers it with:\n    {reason}";
        }

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

        if (actual.Reports.All(IsLimit) && actual.Reports.Concat(actual.Notes).Any(IsLimit))
        {
            AtLimits++;
            return null;
        }

        if (Transcript.FirstDifference("PostgreSQL", expected.Lines, target.Name, actual.Lines) is { } difference)
        {
            return $"The first difference:\n{difference}{Texts(actual.Reports)}";
        }

        return actual.Reports.Count > 0 ? $"The test was reported without a reason to:\n{Texts(actual.Reports)}" : null;
    }

    private bool IsLimit(string text) => Limits.Any(limit => text.StartsWith(limit, StringComparison.Ordinal));

    private static string Texts(IReadOnlyList<string> reports) => reports.Count == 0 ? string.Empty : $"  reported: {string.Join("\n  reported: ", reports)}\n";
}
