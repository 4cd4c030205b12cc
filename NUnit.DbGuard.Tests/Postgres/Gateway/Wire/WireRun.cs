namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

/// <summary>What came of a script on a target.</summary>
/// <param name="Broken">Why the script could not be played to its end, or null.</param>
/// <param name="Lines">The transcript, then the database as a new client sees it before the test ends.</param>
/// <param name="Reports">What the target would fail the test with.</param>
/// <param name="Notes">What the target would tell the user beside.</param>
/// <param name="Afterwards">The database's dump after the test, past the target.</param>
internal sealed record WireRun(string? Broken, IReadOnlyList<string> Lines, IReadOnlyList<string> Reports, IReadOnlyList<string> Notes, IReadOnlyList<string> Afterwards)
{
    /// <summary>Plays a script.</summary>
    /// <param name="steps">The script.</param>
    /// <param name="target">What its clients speak to.</param>
    /// <param name="server">Where the databases are.</param>
    /// <param name="onUsedOne">Whether the database may be one that earlier runs have left at its baseline.</param>
    public static WireRun Of(IReadOnlyList<WireStep> steps, IWireTarget target, WireServer server, bool onUsedOne = false)
    {
        WireDatabase database = server.Take(mayBeUsed: onUsedOne && target.RestoresBaseline);
        bool isRestored = false;
        try
        {
            using IWireTest test = target.Begin(database.Endpoint);
            Transcript transcript = ScriptRun.Play(steps, test.Endpoint, server);
            transcript.Add("Afterwards:");
            foreach (string line in DumpThrough(test))
            {
                transcript.Add(line);
            }

            IReadOnlyList<string> reports = test.End();
            IReadOnlyList<string> afterwards = target.RestoresBaseline ? database.Dump() : [];
            isRestored = transcript.Broken is null && reports.Count == 0 && afterwards.SequenceEqual(server.Baseline);
            return new(transcript.Broken, transcript.Lines, reports, test.Notes, afterwards);
        }
        finally
        {
            if (isRestored)
            {
                server.GiveBack(database);
            }
            else
            {
                target.Forget(database.Endpoint);
                server.Drop(database);
            }
        }
    }

    private static List<string> DumpThrough(IWireTest test)
    {
        try
        {
            return DatabaseDump.Of(test.Endpoint);
        }
        catch (InvalidOperationException refusal)
        {
            return [refusal.Message];
        }
    }
}
